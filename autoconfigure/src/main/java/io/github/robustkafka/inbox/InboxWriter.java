package io.github.robustkafka.inbox;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.robustkafka.worker.Worker;
import org.jspecify.annotations.Nullable;

/**
 * The only one that changes the store. A cycle
 * <ol>
 * <li>opens the store if it is not open and it is time to try,</li>
 * <li>takes the additions that wait, up to {@value #BATCH},</li>
 * <li>commits them in one transaction,</li>
 * <li>runs what is to run after it,</li>
 * <li>deletes at most {@value #BATCH} entries that have expired, or whose room is needed,
 * so that no addition waits for long.</li>
 * </ol>
 * When the store cannot be opened or written, what is to run is run all the same.
 */
final class InboxWriter implements Worker {

	/**
	 * As many entries are deleted at a time as are added: so the store does not grow when
	 * it is full.
	 */
	static final int BATCH = 500;

	private static final long PURGE_INTERVAL = Duration.ofSeconds(10).toMillis();

	private final Additions additions;

	private final ReopenedStore store;

	private final InboxRoom room;

	private final Clock clock;

	private final CountDownLatch tried = new CountDownLatch(1);

	private long purgedAt = Long.MIN_VALUE;

	private volatile boolean stopped;

	/**
	 * Creates the writer.
	 * @param additions what to write
	 * @param store where to
	 * @param room bounds its size
	 * @param clock tells what has expired
	 */
	InboxWriter(Additions additions, ReopenedStore store, InboxRoom room, Clock clock) {
		this.additions = additions;
		this.store = store;
		this.room = room;
		this.clock = clock;
	}

	@Override
	public int doWork() {
		try {
			return cycle();
		}
		finally {
			this.tried.countDown();
		}
	}

	private int cycle() {
		InboxStore open = this.store.open();
		if (open == null) {
			return refuseWaiting();
		}
		List<Addition> batch = this.additions.next(BATCH);
		try {
			List<InboxEntry> entries = entries(batch);
			if (!entries.isEmpty()) {
				open.commit(entries);
			}
		}
		catch (Throwable ex) {
			this.store.failed(ex);
			this.additions.keep(batch);
			return batch.size();
		}
		// Committed.
		this.store.worked();
		this.additions.committed(batch);
		return maintain(open) ? batch.size() + 1 : batch.size();
	}

	private static List<InboxEntry> entries(List<Addition> batch) {
		List<InboxEntry> entries = new ArrayList<>(batch.size());
		for (Addition addition : batch) {
			InboxEntry entry = addition.entry();
			if (entry != null) {
				entries.add(entry);
			}
		}
		return entries;
	}

	private int refuseWaiting() {
		List<Addition> batch = this.additions.nextWaiting(BATCH);
		this.additions.keep(batch);
		return batch.size();
	}

	/**
	 * Deletes a bounded number of entries.
	 * @return whether more may be left
	 */
	private boolean maintain(InboxStore open) {
		try {
			boolean more = this.room.make(open) | purge(open);
			if (more) {
				this.store.worked();
			}
			return more;
		}
		catch (Throwable ex) {
			this.store.failed(ex);
			return false;
		}
	}

	private boolean purge(InboxStore open) {
		long now = this.clock.millis();
		boolean due = this.purgedAt == Long.MIN_VALUE || Math.abs(now - this.purgedAt) >= PURGE_INTERVAL;
		boolean more = due && open.purge(now, BATCH);
		if (due && !more) {
			this.purgedAt = now;
		}
		return more;
	}

	@Override
	public long restNanos() {
		long millis = this.store.condition().available() ? PURGE_INTERVAL : this.store.retryMillis();
		return TimeUnit.MILLISECONDS.toNanos(Math.max(1, millis));
	}

	/**
	 * Waits until the first cycle has opened the store, or could not.
	 * @param timeout how long to wait at most
	 */
	void awaitFirstTry(Duration timeout) {
		try {
			this.tried.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public void onStop() {
		InboxStore open = this.store.open();
		List<Addition> batch = this.additions.next(BATCH);
		while (!batch.isEmpty()) {
			open = commitLast(open, batch);
			batch = this.additions.next(BATCH);
		}
		this.stopped = true;
		answerWaiting();
		this.store.close();
	}

	private @Nullable InboxStore commitLast(@Nullable InboxStore open, List<Addition> batch) {
		try {
			if (open != null) {
				open.commit(entries(batch));
			}
			return open;
		}
		catch (Throwable ex) {
			this.store.failed(ex);
			return null;
		}
		finally {
			// Not kept: this was their last chance.
			this.additions.committed(batch);
		}
	}

	boolean isStopped() {
		return this.stopped;
	}

	/**
	 * Runs what is to run after additions that come too late.
	 */
	void answerWaiting() {
		List<Addition> late = this.additions.nextWaiting(BATCH);
		while (!late.isEmpty()) {
			this.additions.committed(late);
			late = this.additions.nextWaiting(BATCH);
		}
	}

}
