package io.github.robustkafka.outbox;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * A store for tests that forgets all with the process, and fails when it is told to.
 */
public final class InMemoryOutboxStore implements OutboxStore {

	private final Disk disk;

	private final Duration retention;

	private int failingCommits;

	private boolean answerIsLost;

	private int failingRecoveries;

	private boolean fenced;

	private boolean closed;

	/**
	 * An empty store that deletes acknowledged rows at once.
	 */
	public InMemoryOutboxStore() {
		this(new Disk(), Duration.ZERO);
	}

	/**
	 * A store with the rows that another one left on the disk.
	 */
	public InMemoryOutboxStore(Disk disk, Duration retention) {
		this.disk = disk;
		this.retention = retention;
	}

	/**
	 * The next commits throw and change nothing, each until the store is recovered.
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
	 */
	public synchronized void failRecoveries(int count) {
		this.failingRecoveries = count;
	}

	@Override
	public synchronized CommitResult commit(WriteBatch batch) {
		requireUsable();
		if (this.failingCommits > 0) {
			this.failingCommits--;
			throw fence("The commit fails because the test wants it");
		}
		Disk copy = this.disk.copy();
		CommitResult result = apply(copy, batch);
		this.disk.take(copy);
		if (this.answerIsLost) {
			this.answerIsLost = false;
			throw fence("The answer to the commit is lost because the test wants it");
		}
		return result;
	}

	private CommitResult apply(Disk disk, WriteBatch batch) {
		int acknowledged = 0;
		for (WriteBatch.Acknowledgement acknowledgement : batch.acknowledgements()) {
			acknowledged += acknowledge(disk, acknowledgement, batch.now());
		}
		int failed = 0;
		for (WriteBatch.Failure failure : batch.failures()) {
			failed += fail(disk, failure, batch.now());
		}
		int discarded = 0;
		for (long position : batch.discards()) {
			discarded += (disk.row(position, RecordState.FAILED) != null && disk.rows.remove(position) != null) ? 1 : 0;
		}
		int retried = 0;
		for (WriteBatch.Retry retry : batch.retries()) {
			retried += retry(disk, retry);
		}
		Set<UUID> recordIds = disk.recordIds();
		for (PendingRecord pending : batch.appends()) {
			append(disk, pending, recordIds);
		}
		return new CommitResult(batch.appends().size(), acknowledged, failed, retried, discarded);
	}

	private int acknowledge(Disk disk, WriteBatch.Acknowledgement acknowledgement, long now) {
		Row row = disk.row(acknowledgement.position(), RecordState.PENDING);
		if (row == null) {
			return 0;
		}
		if (this.retention.isZero()) {
			disk.rows.remove(acknowledgement.position());
		}
		else {
			disk.rows.put(acknowledgement.position(),
					row.acknowledged(now, acknowledgement.partition(), acknowledgement.offset()));
		}
		return 1;
	}

	private int fail(Disk disk, WriteBatch.Failure failure, long now) {
		Row row = disk.row(failure.position(), RecordState.PENDING);
		if (row == null) {
			return 0;
		}
		disk.rows.put(failure.position(), row.failed(now, failure.reason()));
		return 1;
	}

	private int retry(Disk disk, WriteBatch.Retry retry) {
		Row row = disk.row(retry.position(), RecordState.FAILED);
		if (row == null) {
			return 0;
		}
		disk.rows.remove(retry.position());
		disk.put(retry.newPosition(), row.retried(retry.newPosition()));
		return 1;
	}

	private void append(Disk disk, PendingRecord pending, Set<UUID> recordIds) {
		if (!recordIds.add(pending.record().recordId()) || disk.rows.containsKey(pending.position())) {
			throw fence("Record id or position is taken");
		}
		disk.put(pending.position(), Row.appended(pending));
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
		return List.copyOf(this.disk.rows.subMap(firstPosition, true, lastPosition, true).keySet());
	}

	@Override
	public synchronized @Nullable StoredRecord findByRecordId(UUID recordId) {
		requireUsable();
		for (Map.Entry<Long, Row> entry : this.disk.rows.entrySet()) {
			Row row = entry.getValue();
			if (row.pending.record().recordId().equals(recordId)) {
				return new StoredRecord(entry.getKey(), row.state, row.checksum, row.partition, row.offset, row.reason);
			}
		}
		return null;
	}

	@Override
	public synchronized long lastPosition() {
		return this.disk.lastPosition;
	}

	@Override
	public synchronized List<TopicBacklog> findPendingTopics(long afterPosition) {
		requireOpen();
		Map<String, TopicBacklog> topics = new TreeMap<>();
		for (Row row : this.disk.rows.tailMap(afterPosition, false).values()) {
			if (row.state == RecordState.PENDING) {
				topics.putIfAbsent(row.pending.topic(),
						new TopicBacklog(row.pending.topic(), row.pending.position(), row.pending.appendedAt()));
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
		for (Row row : this.disk.rows.subMap(query.afterPosition(), false, query.lastPosition(), true).values()) {
			if (row.isPending(query)) {
				last = row.pending.position();
				if (row.checksum == row.pending.record().checksum()) {
					records.add(row.pending);
					bytes += row.pending.size();
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
		return this.disk.rows.tailMap(afterPosition, false)
			.values()
			.stream()
			.filter((row) -> row.state == RecordState.FAILED)
			.limit(limit)
			.map(Row::toFailedRecord)
			.toList();
	}

	@Override
	public @Nullable FailedRecord findFailed(UUID id) {
		List<FailedRecord> all = findFailed(0, Integer.MAX_VALUE);
		return all.stream().filter((record) -> record.recordId().equals(id)).findFirst().orElse(null);
	}

	@Override
	public synchronized @Nullable OutboxRecord readFailed(long position) {
		Row row = this.disk.row(position, RecordState.FAILED);
		boolean readable = row != null && row.checksum == row.pending.record().checksum();
		return readable ? row.pending.record() : null;
	}

	@Override
	public synchronized StoreSize size() {
		long used = 0;
		long failed = 0;
		for (Row row : this.disk.rows.values()) {
			used += row.pending.size();
			failed += (row.state == RecordState.FAILED) ? row.pending.size() : 0;
		}
		return new StoreSize(used, failed, used);
	}

	@Override
	public synchronized boolean maintain(long now) {
		requireUsable();
		this.disk.rows.values()
			.removeIf(
					(row) -> row.state == RecordState.ACKNOWLEDGED && row.changedAt <= now - this.retention.toMillis());
		return false;
	}

	@Override
	public synchronized void close() {
		this.closed = true;
	}

	/**
	 * What outlives a store.
	 */
	public static final class Disk {

		private NavigableMap<Long, Row> rows = new TreeMap<>();

		private long lastPosition;

		private Set<UUID> recordIds() {
			Set<UUID> ids = new HashSet<>();
			this.rows.values().forEach((row) -> ids.add(row.pending.record().recordId()));
			return ids;
		}

		private Disk copy() {
			Disk copy = new Disk();
			copy.take(this);
			copy.rows = new TreeMap<>(this.rows);
			return copy;
		}

		private void take(Disk other) {
			this.rows = other.rows;
			this.lastPosition = other.lastPosition;
		}

		private @Nullable Row row(long position, RecordState state) {
			Row row = this.rows.get(position);
			return (row != null && row.state == state) ? row : null;
		}

		private void put(long position, Row row) {
			this.rows.put(position, row);
			this.lastPosition = Math.max(this.lastPosition, position);
		}

		private long count(RecordState state) {
			return this.rows.values().stream().filter((row) -> row.state == state).count();
		}

		/**
		 * Changes the row so that it no longer fits its checksum.
		 */
		public void damage(long position) {
			this.rows.computeIfPresent(position, (key, row) -> new Row(row.pending, row.checksum + 1, row.state,
					row.changedAt, row.partition, row.offset, row.reason));
		}

	}

	private record Row(PendingRecord pending, int checksum, RecordState state, long changedAt,
			@Nullable Integer partition, @Nullable Long offset, @Nullable String reason) {

		static Row appended(PendingRecord pending) {
			return new Row(pending, pending.record().checksum(), RecordState.PENDING, pending.appendedAt(), null, null,
					null);
		}

		Row acknowledged(long now, int partition, long offset) {
			return new Row(this.pending, this.checksum, RecordState.ACKNOWLEDGED, now, partition, offset, null);
		}

		Row failed(long now, String reason) {
			return new Row(this.pending, this.checksum, RecordState.FAILED, now, null, null, reason);
		}

		Row retried(long newPosition) {
			PendingRecord moved = new PendingRecord(newPosition, this.pending.appendedAt(), this.pending.record());
			return new Row(moved, this.checksum, RecordState.PENDING, this.pending.appendedAt(), null, null, null);
		}

		boolean isPending(PendingQuery query) {
			OutboxRecord record = this.pending.record();
			return this.state == RecordState.PENDING && record.topic().equals(query.topic())
					&& (query.partition() == null || query.partition().equals(record.partition()));
		}

		FailedRecord toFailedRecord() {
			OutboxRecord record = this.pending.record();
			return new FailedRecord(this.pending.position(), record.recordId(), record.topic(), record.partition(),
					KeyHash.of(record.key()), record.size(), String.valueOf(this.reason),
					Instant.ofEpochMilli(this.pending.appendedAt()), Instant.ofEpochMilli(this.changedAt));
		}

	}

}
