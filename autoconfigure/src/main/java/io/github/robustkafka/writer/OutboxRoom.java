package io.github.robustkafka.writer;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

import io.github.robustkafka.outbox.OutboxClosedException;
import io.github.robustkafka.outbox.OutboxFullException;
import io.github.robustkafka.outbox.StoreSize;

/**
 * The room of the outbox: what is stored plus what waits for its commit stays below the
 * limit. A send takes room before it is queued; an append that finds none waits or is
 * refused. Acknowledgements need no room.
 */
final class OutboxRoom {

	private static final long MAX_QUEUED = 64L * 1024 * 1024;

	private final RoomSettings settings;

	private final WriterEvents events;

	private final AtomicLong queued = new AtomicLong();

	private final ReentrantLock lock = new ReentrantLock(true);

	private final Condition changed = this.lock.newCondition();

	private volatile long stored;

	private volatile boolean diskFull;

	private volatile int waiting;

	private volatile boolean closed;

	OutboxRoom(RoomSettings settings, OutboxObserver observer) {
		this.settings = settings;
		this.events = new WriterEvents(observer);
	}

	/**
	 * Takes room, or throws and takes none.
	 */
	void take(long size) {
		if (size > this.settings.limit()) {
			throw new OutboxFullException(
					"Records of %d bytes never fit into an outbox of %d bytes; nothing was kept. Raise robust.kafka.outbox.max-size or send less at once."
						.formatted(size, this.settings.maxSize()),
					null);
		}
		if (this.waiting == 0 && tryTake(size)) {
			return;
		}
		if (this.settings.whenFull() == RoomSettings.WhenFull.REJECT) {
			if (!tryTake(size)) {
				throw full(size, "", null);
			}
			return;
		}
		awaitRoom(size);
	}

	private boolean tryTake(long size) {
		while (true) {
			long before = this.queued.get();
			boolean queueHasRoom = before == 0 || before + size <= MAX_QUEUED;
			if (this.closed || this.diskFull || !queueHasRoom || this.stored + before + size > this.settings.limit()) {
				return false;
			}
			if (this.queued.compareAndSet(before, before + size)) {
				return true;
			}
		}
	}

	private void awaitRoom(long size) {
		long start = System.nanoTime();
		long nanos = this.settings.blockTimeout().toNanos();
		boolean locked = false;
		try {
			this.lock.lockInterruptibly();
			locked = true;
			this.waiting++;
			while (!tryTake(size)) {
				if (this.closed) {
					throw new OutboxClosedException(
							"The outbox was closed while a send waited for room; nothing was kept.", null);
				}
				if (nanos <= 0) {
					throw full(size, " after waiting %s".formatted(this.settings.blockTimeout()), null);
				}
				nanos = this.changed.awaitNanos(nanos);
			}
			this.events.waitedForRoom(System.nanoTime() - start);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw full(size, "; the waiting thread was interrupted", ex);
		}
		finally {
			if (locked) {
				this.waiting--;
				this.lock.unlock();
			}
		}
	}

	private OutboxFullException full(long size, String how, @Nullable Throwable cause) {
		if (this.diskFull) {
			return diskFull(how, cause);
		}
		this.events.refused();
		return new OutboxFullException(
				"The outbox has no room for %d bytes%s: %d bytes are stored and %d wait for their commit; %d are allowed in all, %d in the queue. Nothing was kept. Room returns as records are acknowledged."
					.formatted(size, how, this.stored, this.queued.get(), this.settings.limit(), MAX_QUEUED),
				cause);
	}

	/**
	 * Whether the disk has no room for appends.
	 */
	boolean isDiskFull() {
		return this.diskFull;
	}

	/**
	 * The refusal of an append for which the disk has no room.
	 */
	OutboxFullException diskFull(String how, @Nullable Throwable cause) {
		this.events.refused();
		return new OutboxFullException(
				"The disk of the outbox is full%s, and nothing was kept. What is pending is still published. Free space on the disk; sending then goes on by itself."
					.formatted(how),
				cause);
	}

	/**
	 * The append is no longer queued: it was committed, and {@link #stored} counts it, or
	 * it was refused.
	 */
	void leaveQueue(long size) {
		this.queued.addAndGet(-size);
		signalWaiting();
	}

	void stored(StoreSize size) {
		this.diskFull = size.diskFull();
		this.stored = size.used() - Math.min(size.failed(), this.settings.maxFailedSize());
		signalWaiting();
	}

	/**
	 * Whether there is no room in the store; a wait for the queue of a burst does not
	 * count.
	 */
	boolean isFull() {
		return this.diskFull || this.stored >= this.settings.limit()
				|| (this.waiting > 0 && this.queued.get() < MAX_QUEUED / 2);
	}

	boolean hasWaiting() {
		return this.waiting > 0;
	}

	void close() {
		this.closed = true;
		signalWaiting();
	}

	private void signalWaiting() {
		if (this.waiting > 0) {
			this.lock.lock();
			try {
				this.changed.signalAll();
			}
			finally {
				this.lock.unlock();
			}
		}
	}

}
