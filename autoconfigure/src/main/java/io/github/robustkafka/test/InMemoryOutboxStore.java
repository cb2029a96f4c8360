package io.github.robustkafka.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import io.github.robustkafka.outbox.CommitResult;
import io.github.robustkafka.outbox.FailedRecord;
import io.github.robustkafka.outbox.OutboxRecord;
import io.github.robustkafka.outbox.OutboxStore;
import io.github.robustkafka.outbox.PendingPage;
import io.github.robustkafka.outbox.PendingQuery;
import io.github.robustkafka.outbox.PendingRecord;
import io.github.robustkafka.outbox.RecordState;
import io.github.robustkafka.outbox.StoreException;
import io.github.robustkafka.outbox.StoreFullException;
import io.github.robustkafka.outbox.StoreSize;
import io.github.robustkafka.outbox.StoredRecord;
import io.github.robustkafka.outbox.TopicBacklog;
import io.github.robustkafka.outbox.WriteBatch;

/**
 * An outbox for tests: keeps its records in memory, keeps what every {@link OutboxStore}
 * promises but durability, and fails when it is told to. Each commit copies what is
 * there, so it is made for thousands of records, not for millions.
 */
public final class InMemoryOutboxStore implements OutboxStore {

	private final MemoryDisk disk;

	private final Duration retention;

	private int failingCommits;

	private boolean answerIsLost;

	private int failingRecoveries;

	private boolean diskFull;

	private boolean fenced;

	private boolean closed;

	/**
	 * An empty store that deletes acknowledged rows at once.
	 */
	public InMemoryOutboxStore() {
		this(new MemoryDisk(), Duration.ZERO);
	}

	/**
	 * A store with the rows that another one left on the disk.
	 * @param disk the rows
	 * @param retention how long acknowledged rows are kept
	 */
	public InMemoryOutboxStore(MemoryDisk disk, Duration retention) {
		this.disk = disk;
		this.retention = retention;
	}

	/**
	 * The next commits throw and change nothing, each until the store is recovered.
	 * @param count how many
	 */
	public synchronized void failCommits(int count) {
		this.failingCommits = count;
	}

	/**
	 * The next commit makes its changes and throws all the same.
	 */
	public synchronized void loseAnswerOfNextCommit() {
		this.answerIsLost = true;
	}

	/**
	 * The next calls of recover throw.
	 * @param count how many
	 */
	public synchronized void failRecoveries(int count) {
		this.failingRecoveries = count;
	}

	/**
	 * Commits with new records throw as long as the disk is full; what is there can still
	 * be acknowledged.
	 * @param full whether it is
	 */
	public synchronized void diskFull(boolean full) {
		this.diskFull = full;
	}

	/**
	 * All rows in order of position.
	 */
	synchronized List<MemoryRow> rows() {
		return List.copyOf(this.disk.rows().values());
	}

	/**
	 * Deletes the acknowledged rows, however long they were to be kept.
	 */
	synchronized void forgetAcknowledged() {
		this.disk.rows().values().removeIf((row) -> row.state() == RecordState.ACKNOWLEDGED);
	}

	@Override
	public synchronized CommitResult commit(WriteBatch batch) {
		requireUsable();
		if (this.diskFull && !batch.appends().isEmpty()) {
			this.fenced = true;
			throw new StoreFullException("The disk is full because the test wants it", null);
		}
		if (this.failingCommits > 0) {
			this.failingCommits--;
			throw fence("The commit fails because the test wants it");
		}
		MemoryDisk copy = this.disk.copy();
		CommitResult result = apply(copy, batch);
		this.disk.take(copy);
		if (this.answerIsLost) {
			this.answerIsLost = false;
			throw fence("The answer to the commit is lost because the test wants it");
		}
		return result;
	}

	private CommitResult apply(MemoryDisk disk, WriteBatch batch) {
		int acknowledged = 0;
		for (WriteBatch.Acknowledgement acknowledgement : batch.acknowledgements()) {
			acknowledged += acknowledge(disk, acknowledgement, batch.now());
		}
		int failed = 0;
		for (WriteBatch.Failure failure : batch.failures()) {
			failed += fail(disk, failure, batch.now());
		}
		Set<Long> discarded = new HashSet<>();
		for (long position : batch.discards()) {
			if (disk.row(position, RecordState.FAILED) != null && disk.rows().remove(position) != null) {
				discarded.add(position);
			}
		}
		Set<Long> retried = new HashSet<>();
		for (WriteBatch.Retry retry : batch.retries()) {
			if (retry(disk, retry, batch.now()) == 1) {
				retried.add(retry.position());
			}
		}
		Set<UUID> recordIds = disk.recordIds();
		for (PendingRecord pending : batch.appends()) {
			append(disk, pending, recordIds);
		}
		return new CommitResult(batch.appends().size(), acknowledged, failed, retried, discarded);
	}

	private int acknowledge(MemoryDisk disk, WriteBatch.Acknowledgement acknowledgement, long now) {
		MemoryRow row = disk.row(acknowledgement.position(), RecordState.PENDING);
		if (row == null) {
			return 0;
		}
		if (this.retention.isZero()) {
			disk.rows().remove(acknowledgement.position());
		}
		else {
			disk.rows()
				.put(acknowledgement.position(),
						row.acknowledged(now, acknowledgement.partition(), acknowledgement.offset()));
		}
		return 1;
	}

	private int fail(MemoryDisk disk, WriteBatch.Failure failure, long now) {
		MemoryRow row = disk.row(failure.position(), RecordState.PENDING);
		if (row == null) {
			return 0;
		}
		disk.rows().put(failure.position(), row.failed(now, failure.reason()));
		return 1;
	}

	private int retry(MemoryDisk disk, WriteBatch.Retry retry, long now) {
		MemoryRow row = disk.row(retry.position(), RecordState.FAILED);
		if (row == null) {
			return 0;
		}
		disk.rows().remove(retry.position());
		disk.put(retry.newPosition(), row.retried(retry.newPosition(), now));
		return 1;
	}

	private void append(MemoryDisk disk, PendingRecord pending, Set<UUID> recordIds) {
		if (!recordIds.add(pending.record().recordId()) || disk.rows().containsKey(pending.position())) {
			throw fence("Record id or position is taken");
		}
		disk.put(pending.position(), MemoryRow.appended(pending));
	}

	private StoreException fence(String message) {
		this.fenced = true;
		return new StoreException(message, null);
	}

	private void requireUsable() {
		requireOpen();
		if (this.fenced) {
			throw new StoreException("The store has to be recovered", null);
		}
	}

	private void requireOpen() {
		if (this.closed) {
			throw new StoreException("The store is closed", null);
		}
	}

	@Override
	public synchronized void recover() {
		requireOpen();
		if (this.failingRecoveries > 0) {
			this.failingRecoveries--;
			throw new StoreException("The recovery fails because the test wants it", null);
		}
		this.fenced = false;
	}

	@Override
	public synchronized List<Long> findAppended(long firstPosition, long lastPosition) {
		requireUsable();
		return List.copyOf(this.disk.rows().subMap(firstPosition, true, lastPosition, true).keySet());
	}

	@Override
	public synchronized @Nullable StoredRecord findByRecordId(UUID recordId) {
		requireUsable();
		for (Map.Entry<Long, MemoryRow> entry : this.disk.rows().entrySet()) {
			MemoryRow row = entry.getValue();
			if (row.pending().record().recordId().equals(recordId)) {
				return new StoredRecord(entry.getKey(), row.state(), row.content(), row.partition(), row.offset(),
						row.reason());
			}
		}
		return null;
	}

	@Override
	public synchronized long lastPosition() {
		return this.disk.lastPosition();
	}

	@Override
	public synchronized List<TopicBacklog> findPendingTopics(long afterPosition) {
		requireOpen();
		Map<String, TopicBacklog> topics = new TreeMap<>();
		for (MemoryRow row : this.disk.rows().tailMap(afterPosition, false).values()) {
			if (row.state() == RecordState.PENDING) {
				topics.putIfAbsent(row.pending().topic(),
						new TopicBacklog(row.pending().topic(), row.pending().position(), row.pending().appendedAt()));
			}
		}
		return List.copyOf(topics.values());
	}

	@Override
	public synchronized PendingPage findPending(PendingQuery query) {
		requireOpen();
		List<PendingRecord> records = new ArrayList<>();
		List<Long> corrupt = new ArrayList<>();
		long last = query.afterPosition();
		long bytes = 0;
		for (MemoryRow row : this.disk.rows()
			.subMap(query.afterPosition(), false, query.lastPosition(), true)
			.values()) {
			if (row.isPending(query)) {
				last = row.pending().position();
				if (row.checksum() == row.pending().record().checksum()) {
					records.add(row.pending());
					bytes += row.pending().size();
				}
				else {
					corrupt.add(last);
				}
			}
			if (records.size() + corrupt.size() == query.maxRecords() || bytes >= query.maxBytes()) {
				return new PendingPage(records, corrupt, last, true);
			}
		}
		return new PendingPage(records, corrupt, last, false);
	}

	@Override
	public synchronized long countPending() {
		requireOpen();
		return this.disk.count(RecordState.PENDING);
	}

	@Override
	public @Nullable String damage() {
		return null;
	}

	@Override
	public synchronized long countFailed() {
		requireOpen();
		return this.disk.count(RecordState.FAILED);
	}

	@Override
	public synchronized List<FailedRecord> findFailed(long afterPosition, int limit) {
		requireOpen();
		return this.disk.rows()
			.tailMap(afterPosition, false)
			.values()
			.stream()
			.filter((row) -> row.state() == RecordState.FAILED)
			.limit(limit)
			.map(MemoryRow::toFailedRecord)
			.toList();
	}

	@Override
	public @Nullable FailedRecord findFailed(UUID recordId) {
		List<FailedRecord> all = findFailed(0, Integer.MAX_VALUE);
		return all.stream().filter((record) -> record.recordId().equals(recordId)).findFirst().orElse(null);
	}

	@Override
	public synchronized @Nullable OutboxRecord readFailed(long position) {
		MemoryRow row = this.disk.row(position, RecordState.FAILED);
		if (row == null || row.checksum() != row.pending().record().checksum()) {
			return null;
		}
		return row.pending().record();
	}

	@Override
	public synchronized StoreSize size() {
		long used = 0;
		long failed = 0;
		for (MemoryRow row : this.disk.rows().values()) {
			used += row.pending().size();
			failed += (row.state() == RecordState.FAILED) ? row.pending().size() : 0;
		}
		return new StoreSize(used, failed, used, this.diskFull);
	}

	@Override
	public synchronized boolean maintain(long now) {
		requireUsable();
		this.disk.rows()
			.values()
			.removeIf((row) -> row.state() == RecordState.ACKNOWLEDGED
					&& row.changedAt() <= now - this.retention.toMillis());
		return false;
	}

	@Override
	public synchronized void close() {
		this.closed = true;
	}

}
