package io.github.robustkafka.writer;

import java.time.Clock;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.robustkafka.outbox.CommitResult;
import io.github.robustkafka.outbox.OutboxStore;
import io.github.robustkafka.outbox.PendingRecord;
import io.github.robustkafka.outbox.StoreException;
import io.github.robustkafka.outbox.WriteBatch;

/**
 * Commits one batch and tells the truth about it, also when the commit failed:
 * <ol>
 * <li>gather appends and changes into a {@link WriteBatch},</li>
 * <li>commit,</li>
 * <li>on failure open the store anew and look which appends it holds,</li>
 * <li>hand what is stored to the relay and answer every append.</li>
 * </ol>
 * If the store cannot be opened anew, it is fenced: the appends of this batch end with an
 * unknown outcome, and {@link #ensureUsable()} tries again later. Used by one thread at a
 * time, but for what only tells how it is.
 */
final class BatchCommit {

	private static final Logger logger = LoggerFactory.getLogger(BatchCommit.class);

	private static final long FIRST_RETRY = TimeUnit.MILLISECONDS.toNanos(100);

	private static final long LAST_RETRY = TimeUnit.SECONDS.toNanos(5);

	private final OutboxStore store;

	private final OutboxRoom room;

	private final AppendedRecords relay;

	private final OutboxObserver observer;

	private final Clock clock;

	private final LongSupplier nanoTime;

	private final AtomicLong pending;

	private final AtomicLong failed;

	private volatile long lastPosition;

	private volatile long committedOutcomes;

	private volatile @Nullable Throwable fencedBy;

	private volatile long retryNanos = FIRST_RETRY;

	private volatile long retryAt;

	private volatile boolean failing;

	private boolean housekeepingFails;

	BatchCommit(OutboxStore store, OutboxRoom room, AppendedRecords relay, OutboxObserver observer, Clock clock,
			LongSupplier nanoTime) {
		this.store = store;
		this.room = room;
		this.relay = relay;
		this.observer = new WriterEvents(observer);
		this.clock = clock;
		this.nanoTime = nanoTime;
		this.pending = new AtomicLong(store.countPending());
		this.failed = new AtomicLong(store.countFailed());
		this.lastPosition = store.lastPosition();
	}

	long pending() {
		return this.pending.get();
	}

	long failed() {
		return this.failed.get();
	}

	long committedOutcomes() {
		return this.committedOutcomes;
	}

	long lastPosition() {
		return this.lastPosition;
	}

	@Nullable Throwable fencedBy() {
		return this.fencedBy;
	}

	long retryNanos() {
		return this.retryNanos;
	}

	/**
	 * How long changes must still wait after a failed commit; they are tried again with
	 * growing delays, since nobody waits for them.
	 * @return nanoseconds, 0 or less if they may be committed
	 */
	long changesBlockedNanos() {
		return this.failing ? this.retryAt - this.nanoTime.getAsLong() : 0;
	}

	/**
	 * Commits what waits, up to the limits of a batch.
	 * @return how many appends and changes were answered
	 */
	int commit(Queue<Append> appends, Changes changes) {
		Batch batch = new Batch(new WriteBatch(this.clock.millis()), this.store, this.lastPosition);
		try {
			if (changesBlockedNanos() <= 0) {
				batch.takeChanges(changes);
			}
			batch.takeAppends(appends, this.relay.unsettled());
			this.lastPosition = batch.lastPosition();
			CommitResult result = commit(batch.writes());
			succeeded(batch, changes, result);
		}
		catch (Throwable ex) {
			this.lastPosition = batch.lastPosition();
			failed(batch, ex);
			changes.refuseUrgent(() -> unclear(ex));
		}
		return batch.count();
	}

	private static StoreException unclear(Throwable failure) {
		return new StoreException(
				"The commit of a retry or discard failed. Whether it was made shows in the list of failed records. The cause was: %s"
					.formatted(failure.getMessage()),
				failure);
	}

	/**
	 * Gives the store a turn of housekeeping.
	 * @return whether more is left to do at once
	 */
	boolean maintain() {
		try {
			boolean more = this.store.maintain(this.clock.millis());
			this.room.stored(this.store.size());
			if (this.housekeepingFails) {
				this.housekeepingFails = false;
				logger.info("Housekeeping of the outbox succeeds again.");
			}
			return more;
		}
		catch (Throwable ex) {
			housekeepingFailed(ex);
			return false;
		}
	}

	private void housekeepingFailed(Throwable failure) {
		try {
			if (!this.housekeepingFails) {
				this.housekeepingFails = true;
				logger.error("Housekeeping of the outbox failed. The outbox is opened anew, and it is tried again.",
						failure);
			}
			this.store.recover();
			reopened();
		}
		catch (Throwable ex) {
			if (fence(ex)) {
				tellFenced(ex);
			}
		}
	}

	private CommitResult commit(WriteBatch writes) {
		if (writes.isEmpty()) {
			return CommitResult.nothing();
		}
		long start = this.nanoTime.getAsLong();
		CommitResult result = this.store.commit(writes);
		this.room.stored(this.store.size());
		this.observer.committed(result, this.nanoTime.getAsLong() - start);
		return result;
	}

	private void succeeded(Batch batch, Changes changes, CommitResult result) {
		int retried = result.retried().size();
		this.pending.addAndGet(result.appended() + retried - result.acknowledged() - result.failed());
		this.failed.addAndGet(result.failed() - retried - result.discarded().size());
		if (this.failing && !batch.writes().isEmpty()) {
			logger.info("Commits succeed again.");
			this.failing = false;
			this.retryNanos = FIRST_RETRY;
		}
		changes.committed(batch.changeCount(), this.nanoTime.getAsLong());
		this.committedOutcomes += batch.writes().acknowledgements().size() + batch.writes().failures().size();
		batch.announceRetries(this.relay);
		handOver(batch.writes().appends());
		batch.answerAppends(this.room);
		batch.answerChanges(result);
	}

	private void failed(Batch batch, Throwable failure) {
		tellFailed(batch, failure);
		this.failing = true;
		backOff();
		List<PendingRecord> appends = batch.writes().appends();
		try {
			this.store.recover();
			List<Long> stored = appends.isEmpty() ? List.of()
					: this.store.findAppended(appends.get(0).position(), appends.get(appends.size() - 1).position());
			List<PendingRecord> kept = appends.stream().filter((record) -> stored.contains(record.position())).toList();
			reopened();
			// Perhaps they were made all the same.
			batch.announceRetries(this.relay);
			handOver(kept);
			batch.answerAfterReadBack(this.room, kept, failure);
		}
		catch (Throwable ex) {
			boolean first = fence(ex);
			batch.answerUnknown(this.room, ex);
			if (ex != failure) {
				ex.addSuppressed(failure);
			}
			if (first) {
				tellFenced(ex);
			}
		}
	}

	/**
	 * When memory is short, telling of it may fail as well; that must not keep senders
	 * from their answers.
	 */
	private void tellFailed(Batch batch, Throwable failure) {
		try {
			if (!this.failing) {
				logger.error("A commit of {} records failed. The outbox is opened anew to see what it holds.",
						batch.writes().appends().size(), failure);
			}
			this.observer.commitFailed(failure);
		}
		catch (Throwable ex) {
			// The senders are told.
		}
	}

	/**
	 * Puts the outbox out of use.
	 * @return whether it was in use
	 */
	private boolean fence(Throwable cause) {
		boolean first = this.fencedBy == null;
		this.fencedBy = cause;
		backOff();
		return first;
	}

	private static void tellFenced(Throwable cause) {
		try {
			logger.error("The outbox is out of use; sends are refused. Opening it is tried again and again.", cause);
		}
		catch (Throwable ex) {
			// Health tells it.
		}
	}

	private void backOff() {
		this.retryAt = this.nanoTime.getAsLong() + this.retryNanos;
		this.retryNanos = Math.min(2 * this.retryNanos, LAST_RETRY);
	}

	/**
	 * Opens a fenced store again if it is time to try.
	 * @return whether the store can be used
	 */
	boolean ensureUsable() {
		if (this.fencedBy == null) {
			return true;
		}
		if (this.nanoTime.getAsLong() - this.retryAt < 0) {
			return false;
		}
		try {
			this.store.recover();
			reopened();
			logger.info("The outbox is in use again: {} records are pending.", this.pending.get());
			return true;
		}
		catch (Throwable ex) {
			fence(ex);
			return false;
		}
	}

	private void reopened() {
		this.lastPosition = Math.max(this.lastPosition, this.store.lastPosition());
		this.pending.set(this.store.countPending());
		this.failed.set(this.store.countFailed());
		this.room.stored(this.store.size());
		if (this.fencedBy != null) {
			this.fencedBy = null;
			this.relay.storeReopened();
		}
	}

	private void handOver(List<PendingRecord> records) {
		if (!records.isEmpty()) {
			this.relay.appended(records);
		}
	}

}
