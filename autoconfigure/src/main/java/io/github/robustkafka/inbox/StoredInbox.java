package io.github.robustkafka.inbox;

import java.time.Clock;
import java.time.Duration;

import io.github.robustkafka.worker.WakeUpSignal;
import io.github.robustkafka.worker.WorkerThread;

/**
 * An inbox that is kept in a store, by one thread of its own.
 * <p>
 * Failure: after any error of the store the inbox is not available. What waits is
 * answered at once, the store is opened again after 200 ms, doubling to 30 s, and the log
 * says once when that begins and when it is over. The latest {@value Additions#MAX_KEPT}
 * additions of that time are recognised meanwhile, and written when the store works
 * again.
 * <p>
 * Bounds: a store that has outgrown its size loses the entries that expire first. A disk
 * that hangs delays the answers, which is the back-pressure on whoever waits for them;
 * when {@value Additions#MAX_WAITING} additions wait, further ones are not remembered,
 * and answered when it is their turn. Ids of more than {@value Additions#MAX_LENGTH}
 * characters, and those that are no valid text, are never remembered.
 */
public final class StoredInbox implements Inbox {

	/**
	 * The smallest size that an inbox may be bounded to, in bytes.
	 */
	public static final long SMALLEST_SIZE = 1024 * 1024;

	/**
	 * A disk that takes longer to open the store does not delay the start any further.
	 */
	private static final Duration OPEN_TIMEOUT = Duration.ofSeconds(5);

	private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

	private final Clock clock;

	private final WakeUpSignal signal = new WakeUpSignal();

	private final Additions additions = new Additions();

	private final ReopenedStore store;

	private final InboxRoom room;

	private final InboxWriter writer;

	private final WorkerThread thread;

	/**
	 * Creates an inbox whose thread does not run yet.
	 */
	StoredInbox(InboxStoreOpener opener, long maxSize, Clock clock) {
		if (maxSize < SMALLEST_SIZE) {
			throw new IllegalArgumentException("'maxSize' must be at least " + SMALLEST_SIZE + ", it is " + maxSize);
		}
		this.clock = clock;
		this.store = new ReopenedStore(opener, clock, this.signal::signal);
		this.room = new InboxRoom(maxSize, InboxWriter.BATCH, clock);
		this.writer = new InboxWriter(this.additions, this.store, this.room, clock);
		this.thread = new WorkerThread("robust-kafka-inbox", this.writer, this.signal, CLOSE_TIMEOUT);
	}

	/**
	 * Starts an inbox. Returns when its store is open or could not be opened, after five
	 * seconds at most; in the latter cases the inbox is not available, and tries again.
	 * @param opener opens the store
	 * @param maxSize how many bytes the store may use, at least {@link #SMALLEST_SIZE}
	 * @param clock tells what has expired
	 * @return the inbox, to be closed
	 */
	public static StoredInbox start(InboxStoreOpener opener, long maxSize, Clock clock) {
		StoredInbox inbox = new StoredInbox(opener, maxSize, clock);
		inbox.thread.start();
		inbox.writer.awaitFirstTry(OPEN_TIMEOUT);
		return inbox;
	}

	@Override
	public boolean contains(String listener, RecordIdentity identity) {
		long now = this.clock.millis();
		return Additions.isFit(listener, identity)
				&& (this.additions.contains(listener, identity, now) || this.store.contains(listener, identity, now));
	}

	@Override
	public void add(String listener, RecordIdentity identity, Duration retention, Runnable whenAdded) {
		this.additions.add(new InboxEntry(listener, identity, expiry(retention)), whenAdded);
		this.signal.signal();
		if (this.writer.isStopped()) {
			this.writer.answerWaiting();
		}
	}

	private long expiry(Duration retention) {
		try {
			return Math.addExact(this.clock.millis(), retention.toMillis());
		}
		catch (ArithmeticException ex) {
			return retention.isNegative() ? 0 : Long.MAX_VALUE;
		}
	}

	@Override
	public InboxState state() {
		ReopenedStore.Condition condition = this.store.condition();
		InboxSize size = this.store.size();
		return new InboxState(condition.available(), condition.since(), condition.lastError(), size.entries(),
				size.bytes(), this.room.shortenedBy());
	}

	@Override
	public void close() {
		this.thread.close();
	}

	/**
	 * The work of the thread, for tests that do it by hand.
	 */
	InboxWriter writer() {
		return this.writer;
	}

}
