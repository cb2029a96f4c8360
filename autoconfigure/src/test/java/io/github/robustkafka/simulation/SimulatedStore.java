package io.github.robustkafka.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.UUID;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import io.github.robustkafka.outbox.CommitResult;
import io.github.robustkafka.outbox.FailedRecord;
import io.github.robustkafka.outbox.OutboxRecord;
import io.github.robustkafka.outbox.OutboxStore;
import io.github.robustkafka.outbox.PendingPage;
import io.github.robustkafka.outbox.PendingQuery;
import io.github.robustkafka.outbox.RecordState;
import io.github.robustkafka.outbox.StoreException;
import io.github.robustkafka.outbox.StoreFullException;
import io.github.robustkafka.outbox.StoreSize;
import io.github.robustkafka.outbox.StoredRecord;
import io.github.robustkafka.outbox.TopicBacklog;
import io.github.robustkafka.outbox.WriteBatch;

/**
 * The store of one process on the simulated disk. Fails as it is told to, keeps to the
 * store's contract all the same, and lets others work while it waits for the disk. Once
 * its process is dead, whoever comes back from it is dead too.
 */
final class SimulatedStore implements OutboxStore {

	private final World world;

	private final SimulatedDisk disk;

	private final DiskFaults faults;

	private final Ledger ledger;

	private final ProcessEnd end;

	private final long retentionMillis;

	private final @Nullable Sabotage sabotage;

	private boolean fenced;

	private boolean closed;

	private boolean dead;

	/**
	 * Opens the disk; what can be read is then durable.
	 */
	SimulatedStore(World world, SimulatedDisk disk, DiskFaults faults, Ledger ledger, ProcessEnd end,
			long retentionMillis, @Nullable Sabotage sabotage) {
		this.world = world;
		this.disk = disk;
		this.faults = faults;
		this.ledger = ledger;
		this.end = end;
		this.retentionMillis = retentionMillis;
		this.sabotage = sabotage;
		open();
	}

	private void open() {
		if (this.faults.full) {
			this.ledger.fired(FaultKind.DISK_FULL);
			throw new StoreFullException("The disk is full", null);
		}
		if (this.faults.recoveryFails) {
			this.ledger.fired(FaultKind.RECOVERY_FAILS);
			throw new StoreException("The file cannot be opened", null);
		}
		this.disk.open(this.world.chance(0.5));
	}

	/**
	 * The process is dead: nothing of it may go on.
	 */
	void die() {
		this.dead = true;
	}

	private void requireAlive() {
		if (this.dead) {
			throw new ProcessDied();
		}
	}

	private void requireOpen() {
		requireAlive();
		if (this.closed) {
			throw new StoreException("The store is closed", null);
		}
	}

	private void requireUsable() {
		requireOpen();
		if (this.fenced) {
			throw new StoreException("The store has to be recovered", null);
		}
	}

	private StoreException fence(FaultKind kind) {
		this.fenced = true;
		this.ledger.fired(kind);
		String message = "The disk fails: " + kind;
		return (kind == FaultKind.DISK_FULL) ? new StoreFullException(message, null)
				: new StoreException(message, null);
	}

	private void waitForDisk() {
		this.world.meanwhile();
		requireAlive();
	}

	@Override
	public CommitResult commit(WriteBatch batch) {
		requireUsable();
		FaultKind fault = this.faults.full ? FaultKind.DISK_FULL : this.faults.next();
		this.world
			.trace(() -> "commit of %d appends, %d acknowledgements, %d failures: %s".formatted(batch.appends().size(),
					batch.acknowledgements().size(), batch.failures().size(), (fault != null) ? fault : "good"));
		waitForDisk();
		if (fault == FaultKind.COMMIT_NOT_WRITTEN || fault == FaultKind.DISK_FULL) {
			throw fence(fault);
		}
		if (fault == FaultKind.COMMIT_THROWS_ERROR) {
			fence(fault);
			throw new OutOfMemoryError("simulated");
		}
		if (fault == FaultKind.COMMIT_NOT_SYNCED) {
			this.disk.leaveUnfinished(batch, this.retentionMillis > 0);
			throw fence(fault);
		}
		dieIf(fault, batch);
		CommitResult result = this.disk.write(batch, this.retentionMillis > 0);
		if (this.sabotage != Sabotage.DISK_ANSWERS_EARLY || this.world.chance(0.5)) {
			this.disk.sync();
		}
		waitForDisk();
		if (fault == FaultKind.COMMIT_ANSWER_LOST) {
			throw fence(fault);
		}
		return result;
	}

	private void dieIf(@Nullable FaultKind fault, WriteBatch batch) {
		boolean powerLost = fault == FaultKind.POWER_LOST_IN_COMMIT;
		if (powerLost || fault == FaultKind.KILLED_IN_COMMIT) {
			this.disk.leaveUnfinished(batch, this.retentionMillis > 0);
			this.ledger.fired(fault);
			this.end.die(powerLost);
			requireAlive();
		}
	}

	@Override
	public void recover() {
		requireOpen();
		if (this.sabotage == Sabotage.DISK_HIDES_COMMITS) {
			this.fenced = false;
			return;
		}
		waitForDisk();
		open();
		this.fenced = false;
	}

	@Override
	public List<Long> findAppended(long firstPosition, long lastPosition) {
		requireUsable();
		if (this.sabotage == Sabotage.DISK_HIDES_COMMITS) {
			return List.of();
		}
		return List.copyOf(this.disk.rows().subMap(firstPosition, true, lastPosition, true).keySet());
	}

	@Override
	public @Nullable StoredRecord findByRecordId(UUID recordId) {
		requireUsable();
		Row row = this.disk.find(recordId);
		return (row != null) ? row.toStoredRecord() : null;
	}

	@Override
	public long lastPosition() {
		requireAlive();
		return this.disk.lastPosition();
	}

	private void requireReadable() {
		requireOpen();
		if (this.faults.readsFail) {
			this.ledger.fired(FaultKind.READ_FAILS);
			throw new StoreException("The disk cannot be read", null);
		}
	}

	@Override
	public List<TopicBacklog> findPendingTopics(long afterPosition) {
		requireReadable();
		List<TopicBacklog> topics = new ArrayList<>();
		this.disk.pendingByTopic().forEach((topic, pending) -> {
			Map.Entry<Long, Row> oldest = pending.higherEntry(afterPosition);
			if (oldest != null) {
				topics.add(new TopicBacklog(topic, oldest.getKey(), oldest.getValue().pending().appendedAt()));
			}
		});
		waitForDisk();
		return topics;
	}

	@Override
	public PendingPage findPending(PendingQuery query) {
		requireReadable();
		PendingPage page = page(query);
		this.world.trace(() -> "%s is read: %s".formatted(query,
				page.records()
					.stream()
					.map((pending) -> pending.position() + "=" + pending.record().recordId().getLeastSignificantBits())
					.toList()));
		waitForDisk();
		return page;
	}

	private PendingPage page(PendingQuery query) {
		NavigableMap<Long, Row> topic = this.disk.pendingByTopic().get(query.topic());
		PendingPage page = new PendingPage(new ArrayList<>(), new ArrayList<>(), query.afterPosition(), false);
		if (topic == null) {
			return page;
		}
		Predicate<Row> asked = (row) -> query.partition() == null
				|| query.partition().equals(row.pending().record().partition());
		long bytes = 0;
		long last = query.afterPosition();
		for (Row row : topic.subMap(last, false, Math.max(last, query.lastPosition()), true).values()) {
			if (!asked.test(row)) {
				continue;
			}
			last = row.position();
			if (row.damaged()) {
				this.ledger.fired(FaultKind.ROW_DAMAGED);
				page.corrupt().add(last);
			}
			else {
				page.records().add(row.pending());
				bytes += row.pending().size();
			}
			if (page.records().size() + page.corrupt().size() == query.maxRecords() || bytes >= query.maxBytes()) {
				return new PendingPage(page.records(), page.corrupt(), last, true);
			}
		}
		return new PendingPage(page.records(), page.corrupt(), last, false);
	}

	@Override
	public long countPending() {
		requireAlive();
		return this.disk.count(RecordState.PENDING);
	}

	@Override
	public long countFailed() {
		requireAlive();
		return this.disk.count(RecordState.FAILED);
	}

	@Override
	public List<FailedRecord> findFailed(long afterPosition, int limit) {
		requireReadable();
		return this.disk.rows()
			.tailMap(afterPosition, false)
			.values()
			.stream()
			.filter((row) -> row.state() == RecordState.FAILED)
			.limit(limit)
			.map(Row::toFailedRecord)
			.toList();
	}

	@Override
	public @Nullable FailedRecord findFailed(UUID recordId) {
		return findFailed(0, Integer.MAX_VALUE).stream()
			.filter((record) -> record.recordId().equals(recordId))
			.findFirst()
			.orElse(null);
	}

	@Override
	public @Nullable OutboxRecord readFailed(long position) {
		requireReadable();
		Row row = this.disk.rows().get(position);
		boolean readable = row != null && row.state() == RecordState.FAILED && !row.damaged();
		return readable ? row.pending().record() : null;
	}

	@Override
	public StoreSize size() {
		requireAlive();
		return new StoreSize(this.disk.used(), this.disk.failedBytes(), this.disk.used());
	}

	@Override
	public @Nullable String damage() {
		return null;
	}

	@Override
	public boolean maintain(long now) {
		requireUsable();
		if (this.faults.housekeepingFails) {
			this.faults.housekeepingFails = false;
			throw fence(FaultKind.HOUSEKEEPING_FAILS);
		}
		if (this.retentionMillis == 0) {
			return false;
		}
		List<Row> old = this.disk.rows()
			.values()
			.stream()
			.filter((row) -> row.state() == RecordState.ACKNOWLEDGED && row.changedAt() <= now - this.retentionMillis)
			.limit(10)
			.toList();
		old.forEach(this.disk::remove);
		this.disk.sync();
		return old.size() == 10;
	}

	@Override
	public void close() {
		this.closed = true;
	}

	/**
	 * How the process ends.
	 */
	interface ProcessEnd {

		void die(boolean powerLost);

	}

}
