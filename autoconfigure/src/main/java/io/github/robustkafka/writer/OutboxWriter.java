package io.github.robustkafka.writer;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.robustkafka.outbox.OutboxClosedException;
import io.github.robustkafka.outbox.OutboxException;
import io.github.robustkafka.outbox.OutboxFullException;
import io.github.robustkafka.outbox.OutboxStore;
import io.github.robustkafka.outbox.StoreException;
import io.github.robustkafka.outbox.StoreFullException;
import io.github.robustkafka.outbox.WriteBatch;
import io.github.robustkafka.worker.VirtualThreads;
import io.github.robustkafka.worker.WakeUpSignal;
import io.github.robustkafka.worker.Worker;

/**
 * The only one that changes the outbox: group commit. A cycle
 * <ol>
 * <li>takes all appends that wait, up to a limit, and all other changes,</li>
 * <li>commits them in one transaction, with one sync,</li>
 * <li>hands the appended records to the relay and answers all who wait.</li>
 * </ol>
 * No timer delays an append: while one batch is committed, the next gathers.
 * Acknowledgements ride the next append's commit, or are committed alone after
 * {@value #CHANGE_DELAY_MILLIS} ms.
 * <p>
 * Any failure of a commit fences the store: it is closed and opened anew, and what it
 * then holds decides the answers. While it cannot be opened, appends are refused at once
 * and the writer keeps trying.
 * <p>
 * {@link #append}, {@link #appendAndAwait}, {@link #acknowledge}, {@link #fail} and
 * {@link #close} may be called by any thread. {@link #doWork()} is called by one.
 */
public final class OutboxWriter implements Worker, AutoCloseable {

	private static final int CHANGE_DELAY_MILLIS = 20;

	private static final long CHANGE_DELAY = TimeUnit.MILLISECONDS.toNanos(CHANGE_DELAY_MILLIS);

	private static final int MANY_CHANGES = 1000;

	private static final long MAINTAIN_UNDER_LOAD = TimeUnit.SECONDS.toNanos(1);

	private static final long IDLE = TimeUnit.SECONDS.toNanos(1);

	private final CommitTurn turn = new CommitTurn();

	private final WakeUpSignal signal;

	private final OutboxRoom room;

	private final ConcurrentLinkedQueue<Append> appends = new ConcurrentLinkedQueue<>();

	private final Changes changes = new Changes();

	private final Flushes flushes;

	private final BatchCommit commit;

	private final LongSupplier nanoTime;

	private long maintainAt;

	private volatile boolean closed;

	private volatile boolean stopped;

	/**
	 * Creates the writer of an open store.
	 * @param store the store; nobody else may change it
	 * @param settings how large it may grow
	 * @param clock tells the time of changes
	 * @param signal wakes the thread that calls {@link #doWork()}
	 * @param relay takes what was committed
	 * @param observer watches
	 */
	public OutboxWriter(OutboxStore store, RoomSettings settings, Clock clock, WakeUpSignal signal,
			AppendedRecords relay, OutboxObserver observer) {
		this(store, settings, clock, System::nanoTime, signal, relay, observer);
	}

	/**
	 * Creates the writer of an open store, with a time of its own for its delays.
	 * @param store the store; nobody else may change it
	 * @param settings how large it may grow
	 * @param clock tells the time of changes
	 * @param nanoTime the time in nanoseconds, from any start
	 * @param signal wakes the thread that calls {@link #doWork()}
	 * @param relay takes what was committed
	 * @param observer watches
	 */
	public OutboxWriter(OutboxStore store, RoomSettings settings, Clock clock, LongSupplier nanoTime,
			WakeUpSignal signal, AppendedRecords relay, OutboxObserver observer) {
		this.signal = signal;
		this.nanoTime = nanoTime;
		this.maintainAt = nanoTime.getAsLong();
		this.room = new OutboxRoom(settings, observer);
		this.commit = new BatchCommit(store, this.room, relay, observer, clock, nanoTime);
		this.flushes = new Flushes(store, this.commit.lastPosition());
		this.room.stored(store.size());
	}

	/**
	 * Queues records to be appended, after waiting for room if the outbox is full. The
	 * answer comes through {@link Append#journaled()} or {@link Append#await()}.
	 * @param append the records
	 * @throws OutboxException if there was no room, or the outbox is closed or fenced;
	 * nothing is kept then
	 */
	public void append(Append append) {
		refuseIfUnusable();
		this.room.take(append.size());
		queue(append);
	}

	/**
	 * Appends records and waits until they are durable, as {@link #append} and
	 * {@link Append#await()} do. A caller that finds nobody else at work commits by
	 * itself: two changes of threads would take longer than the disk.
	 * @param append the records
	 * @return what the store holds of each record
	 * @throws OutboxException if nothing was kept, or it is not known
	 */
	public List<Journaled> appendAndAwait(Append append) {
		refuseIfUnusable();
		this.room.take(append.size());
		boolean alone = this.appends.isEmpty() && !VirtualThreads.isCurrent();
		if (!alone || !commitMyself(append)) {
			queue(append);
		}
		return append.await();
	}

	/**
	 * Commits what waits, in a turn between those of the writer's thread.
	 * @return whether the append was queued and all that waited was committed
	 */
	private boolean commitMyself(Append append) {
		boolean committed = this.turn.tryTake(() -> {
			if (this.stopped || this.commit.fencedBy() != null) {
				return false;
			}
			this.appends.add(append);
			this.commit.commit(this.appends, this.changes);
			return true;
		});
		if (committed && !this.appends.isEmpty()) {
			this.signal.signal();
		}
		return committed;
	}

	private void queue(Append append) {
		this.appends.add(append);
		this.signal.signal();
		if (this.stopped) {
			refuseWaiting(OutboxWriter::closed);
		}
	}

	/**
	 * Marks a pending record acknowledged with the next commit. Never waits.
	 * @param acknowledgement which record, and where the broker put it
	 */
	public void acknowledge(WriteBatch.Acknowledgement acknowledgement) {
		change(new Changes.Acknowledge(acknowledgement));
	}

	/**
	 * Marks a pending record failed with the next commit. Never waits.
	 * @param failure which record, and why
	 */
	public void fail(WriteBatch.Failure failure) {
		change(new Changes.Fail(failure));
	}

	CompletableFuture<Boolean> retry(long position, String topic) {
		Changes.Retry retry = new Changes.Retry(position, topic, new CompletableFuture<>());
		change(retry);
		return retry.done();
	}

	CompletableFuture<Boolean> discard(long position) {
		Changes.Discard discard = new Changes.Discard(position, new CompletableFuture<>());
		change(discard);
		return discard.done();
	}

	/**
	 * Waits until all records that this process appended before are acknowledged or
	 * failed. A record that was retried by hand no longer counts.
	 * @param timeout how long to wait
	 * @return whether all are
	 * @throws OutboxClosedException if the outbox is closed meanwhile
	 */
	public boolean flush(Duration timeout) {
		long deadline = System.nanoTime() + timeout.toNanos();
		refuseIfUnusable();
		Append queuedBefore = new Append(List.of(), false);
		queue(queuedBefore);
		if (!Flushes.await(queuedBefore.journaled().handle((stored, failure) -> null), deadline)) {
			return false;
		}
		CompletableFuture<@Nullable Void> flushed = this.flushes.add(this.commit.lastPosition());
		this.signal.signal();
		if (this.stopped) {
			this.flushes.close();
		}
		return Flushes.await(flushed, deadline);
	}

	/**
	 * How many changes wait for their commit; they gather while commits fail.
	 * @return number of changes
	 */
	public int waitingChanges() {
		return this.changes.count();
	}

	long lastPosition() {
		return this.commit.lastPosition();
	}

	/**
	 * How many records are pending.
	 * @return number of records
	 */
	public long pending() {
		return this.commit.pending();
	}

	/**
	 * How many records failed and were neither retried nor discarded.
	 * @return number of records
	 */
	public long failed() {
		return this.commit.failed();
	}

	/**
	 * How many acknowledgements and failures were committed since the start.
	 * @return number of outcomes
	 */
	public long committedOutcomes() {
		return this.commit.committedOutcomes();
	}

	/**
	 * Whether appends are refused or wait because the outbox is full.
	 * @return true if there is no room
	 */
	public boolean isFull() {
		return this.room.isFull();
	}

	/**
	 * Why the store is out of use.
	 * @return the failure, or null while the store works
	 */
	public @Nullable Throwable fencedBy() {
		return this.commit.fencedBy();
	}

	private void change(Changes.Change change) {
		if (this.changes.add(change, this.nanoTime) || change.urgent()) {
			this.signal.signal();
		}
		if (this.stopped) {
			this.changes.refuseUrgent(OutboxWriter::closed);
		}
	}

	private void refuseIfUnusable() {
		if (this.closed) {
			throw closed();
		}
		if (this.commit.fencedBy() != null) {
			throw outOfUse();
		}
	}

	private OutboxException outOfUse() {
		Throwable fencedBy = this.commit.fencedBy();
		String cause = (fencedBy != null) ? fencedBy.getMessage() : "gone meanwhile";
		if (fencedBy instanceof StoreFullException) {
			return new OutboxFullException(
					"The disk is full and nothing was kept. Free space on the disk that holds the outbox; it then goes on by itself. The cause was: %s"
						.formatted(cause),
					fencedBy);
		}
		return new StoreException(
				"The outbox is out of use until its store can be opened again; that is tried all the time. Nothing was kept. The cause was: %s"
					.formatted(cause),
				fencedBy);
	}

	@Override
	public int doWork() {
		return this.turn.take(this::cycle);
	}

	private int cycle() {
		if (!this.commit.ensureUsable()) {
			refuseWaiting(this::outOfUse);
			return 0;
		}
		if (this.room.isDiskFull()) {
			refuseAppends(() -> this.room.diskFull("", null));
		}
		int done = 0;
		if (!this.appends.isEmpty() || changesAreDue()) {
			done = this.commit.commit(this.appends, this.changes);
		}
		this.flushes.check();
		long now = this.nanoTime.getAsLong();
		// Only housekeeping sees that the disk has room again.
		if (now - this.maintainAt < 0 && (done > 0 || !this.room.isDiskFull())) {
			return done;
		}
		boolean more = this.commit.maintain();
		this.maintainAt = more ? now : now + MAINTAIN_UNDER_LOAD;
		return more ? done + 1 : done;
	}

	private boolean changesAreDue() {
		long waited = this.changes.waited(this.nanoTime.getAsLong());
		if (waited < 0 || this.commit.changesBlockedNanos() > 0) {
			return false;
		}
		return waited >= CHANGE_DELAY || this.changes.count() >= MANY_CHANGES || this.flushes.isWaiting()
				|| this.room.hasWaiting() || this.changes.areUrgent();
	}

	@Override
	public long restNanos() {
		if (this.commit.fencedBy() != null) {
			return this.commit.retryNanos();
		}
		long waited = this.changes.waited(this.nanoTime.getAsLong());
		long due = (waited < 0) ? IDLE : CHANGE_DELAY - waited;
		return Math.max(1, Math.max(due, this.commit.changesBlockedNanos()));
	}

	/**
	 * Refuses new appends from now on. What waits is still committed. Idempotent.
	 */
	@Override
	public void close() {
		this.closed = true;
		this.room.close();
	}

	@Override
	public void onStop() {
		close();
		this.turn.take(this::commitTheRest);
		refuseWaiting(OutboxWriter::closed);
		this.flushes.close();
	}

	private int commitTheRest() {
		int done = 0;
		while (this.commit.ensureUsable() && (!this.appends.isEmpty() || this.changes.count() > 0)) {
			int committed = this.commit.commit(this.appends, this.changes);
			done += committed;
			if (committed == 0) {
				break;
			}
		}
		this.stopped = true;
		return done;
	}

	private void refuseWaiting(Supplier<OutboxException> reason) {
		refuseAppends(reason);
		this.changes.refuseUrgent(reason);
	}

	private void refuseAppends(Supplier<OutboxException> reason) {
		for (Append append = this.appends.poll(); append != null; append = this.appends.poll()) {
			this.room.leaveQueue(append.size());
			append.refused(reason.get());
		}
	}

	private static OutboxClosedException closed() {
		return new OutboxClosedException("The outbox is closed; nothing was kept. Send before the application stops.",
				null);
	}

}
