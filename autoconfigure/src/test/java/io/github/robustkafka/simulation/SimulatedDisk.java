package io.github.robustkafka.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.github.robustkafka.outbox.CommitResult;
import io.github.robustkafka.outbox.PendingRecord;
import io.github.robustkafka.outbox.RecordState;
import io.github.robustkafka.outbox.WriteBatch;

/**
 * The file of the outbox in two layers: what was written, and what would survive a power
 * loss. A transaction can be taken back as a whole until {@link #sync()}; one that was
 * never synced is seen by nobody until the file is opened anew.
 */
final class SimulatedDisk {

	private final NavigableMap<Long, Row> rows = new TreeMap<>();

	private final Map<String, NavigableMap<Long, Row>> pendingByTopic = new TreeMap<>();

	private final Map<UUID, Long> positions = new HashMap<>();

	/**
	 * Undoes what can be read and is not synced, latest change first.
	 */
	private final Deque<Runnable> undo = new ArrayDeque<>();

	/**
	 * Tells the ledger of what is not synced yet.
	 */
	private final List<Runnable> announcements = new ArrayList<>();

	private final Ledger ledger;

	/**
	 * A transaction that was written and whose sync failed or never came: nobody sees it
	 * before the file is opened anew, and then it may be there or not.
	 */
	private @Nullable WriteBatch unfinished;

	private boolean retaining;

	private long lastPosition;

	private long used;

	private long failedBytes;

	SimulatedDisk(Ledger ledger) {
		this.ledger = ledger;
	}

	/**
	 * Applies a batch to what can be read.
	 */
	CommitResult write(WriteBatch batch, boolean retaining) {
		int acknowledged = 0;
		for (WriteBatch.Acknowledgement change : batch.acknowledgements()) {
			acknowledged += acknowledge(change, batch.now(), retaining) ? 1 : 0;
		}
		int failed = 0;
		for (WriteBatch.Failure change : batch.failures()) {
			failed += replace(change.position(), RecordState.PENDING,
					(row) -> put(row.failed(batch.now(), change.reason()))) ? 1 : 0;
		}
		Set<Long> discarded = new HashSet<>();
		for (long position : batch.discards()) {
			if (replace(position, RecordState.FAILED, this::announceDiscarded)) {
				discarded.add(position);
			}
		}
		Set<Long> retried = new HashSet<>();
		for (WriteBatch.Retry change : batch.retries()) {
			if (replace(change.position(), RecordState.FAILED,
					(row) -> put(row.retried(change.newPosition(), batch.now())))) {
				retried.add(change.position());
			}
		}
		batch.appends().forEach(this::append);
		return new CommitResult(batch.appends().size(), acknowledged, failed, retried, discarded);
	}

	private boolean acknowledge(WriteBatch.Acknowledgement change, long now, boolean retaining) {
		return replace(change.position(), RecordState.PENDING, (row) -> {
			UUID recordId = row.pending().record().recordId();
			this.announcements
				.add(() -> this.ledger.committedAsAcknowledged(recordId, change.partition(), change.offset()));
			if (retaining) {
				put(row.acknowledged(now, change.partition(), change.offset()));
			}
		});
	}

	private void announceDiscarded(Row row) {
		this.announcements.add(() -> this.ledger.discarded(row.pending().record().recordId()));
	}

	private void append(PendingRecord pending) {
		UUID recordId = pending.record().recordId();
		if (this.positions.containsKey(recordId) || this.rows.containsKey(pending.position())) {
			throw new Violation("Record id or position is taken: " + pending.position() + " " + recordId);
		}
		put(Row.appended(pending));
		this.announcements.add(() -> this.ledger.durable(recordId));
	}

	/**
	 * Removes the row if it is in that state, and lets the change put another.
	 */
	private boolean replace(long position, RecordState state, Consumer<Row> change) {
		Row row = this.rows.get(position);
		if (row == null || row.state() != state) {
			return false;
		}
		remove(row);
		change.accept(row);
		return true;
	}

	private void put(Row row) {
		enter(row);
		this.undo.push(() -> leave(row));
		if (row.position() > this.lastPosition) {
			long before = this.lastPosition;
			this.lastPosition = row.position();
			this.undo.push(() -> this.lastPosition = before);
		}
	}

	void remove(Row row) {
		leave(row);
		this.undo.push(() -> enter(row));
	}

	private void enter(Row row) {
		this.rows.put(row.position(), row);
		this.positions.put(row.pending().record().recordId(), row.position());
		this.used += row.pending().size();
		if (row.state() == RecordState.PENDING) {
			this.pendingByTopic.computeIfAbsent(row.pending().topic(), (topic) -> new TreeMap<>())
				.put(row.position(), row);
		}
		this.failedBytes += (row.state() == RecordState.FAILED) ? row.pending().size() : 0;
	}

	private void leave(Row row) {
		this.rows.remove(row.position());
		this.positions.remove(row.pending().record().recordId());
		this.used -= row.pending().size();
		if (row.state() == RecordState.PENDING) {
			this.pendingByTopic.get(row.pending().topic()).remove(row.position());
		}
		this.failedBytes -= (row.state() == RecordState.FAILED) ? row.pending().size() : 0;
	}

	/**
	 * A commit is cut short between writing and syncing.
	 */
	void leaveUnfinished(WriteBatch batch, boolean retaining) {
		this.unfinished = batch;
		this.retaining = retaining;
	}

	/**
	 * The file is opened: a transaction that was not synced appears or not, and what is
	 * there is durable.
	 */
	void open(boolean unfinishedAppears) {
		WriteBatch appearing = this.unfinished;
		this.unfinished = null;
		if (appearing != null && unfinishedAppears) {
			write(appearing, this.retaining);
		}
		sync();
	}

	/**
	 * All that can be read is durable from here on.
	 */
	void sync() {
		this.undo.clear();
		List<Runnable> due = List.copyOf(this.announcements);
		this.announcements.clear();
		due.forEach(Runnable::run);
	}

	/**
	 * What was not synced is gone.
	 */
	void takeBack() {
		this.unfinished = null;
		this.undo.forEach(Runnable::run);
		this.undo.clear();
		this.announcements.clear();
	}

	boolean isSynced() {
		return this.undo.isEmpty();
	}

	/**
	 * Bits of a row rot.
	 */
	void damage(Row row) {
		leave(row);
		enter(row.withDamage());
	}

	@Nullable Row find(UUID recordId) {
		Long position = this.positions.get(recordId);
		return (position != null) ? this.rows.get(position) : null;
	}

	NavigableMap<Long, Row> rows() {
		return this.rows;
	}

	Map<String, NavigableMap<Long, Row>> pendingByTopic() {
		return this.pendingByTopic;
	}

	long count(RecordState state) {
		return this.rows.values().stream().filter((row) -> row.state() == state).count();
	}

	long lastPosition() {
		return this.lastPosition;
	}

	long used() {
		return this.used;
	}

	long failedBytes() {
		return this.failedBytes;
	}

}
