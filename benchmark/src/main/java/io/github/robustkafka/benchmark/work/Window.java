package io.github.robustkafka.benchmark.work;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * Counts what was submitted and what the broker has acknowledged. One thread submits; any
 * thread acknowledges.
 */
public final class Window {

	private static final long PAUSE_NANOS = 500_000;

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	private final long limit;

	private final AtomicLong acknowledged = new AtomicLong();

	private volatile @Nullable Throwable failure;

	private long submitted;

	Window(long limit) {
		this.limit = limit;
	}

	/**
	 * Waits until fewer than the limit are unacknowledged, and counts one more.
	 */
	void enter() throws Exception {
		awaitAtMost(this.limit - 1);
		this.submitted++;
	}

	/**
	 * Counts an acknowledgement.
	 * @param failure what the record failed with, or null
	 */
	public void acknowledged(@Nullable Throwable failure) {
		if (failure != null) {
			this.failure = failure;
		}
		this.acknowledged.getAndIncrement();
	}

	/**
	 * Waits until all that was submitted is acknowledged.
	 * @return how many that are
	 */
	long awaitAll() throws Exception {
		awaitAtMost(0);
		return this.submitted;
	}

	private void awaitAtMost(long open) throws Exception {
		if (this.submitted - this.acknowledged.get() <= open) {
			return;
		}
		long deadline = System.nanoTime() + TIMEOUT.toNanos();
		while (this.submitted - this.acknowledged.get() > open) {
			LockSupport.parkNanos(PAUSE_NANOS);
			if (System.nanoTime() > deadline) {
				throw new TimeoutException("%d of %d records were not acknowledged within %s"
					.formatted(this.submitted - this.acknowledged.get(), this.submitted, TIMEOUT));
			}
		}
		Throwable seen = this.failure;
		if (seen != null) {
			throw new IllegalStateException("A record was not acknowledged", seen);
		}
	}

}
