package io.github.robustkafka.benchmark.work;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * Counts acknowledgements of records that many threads send.
 */
public final class Unacknowledged {

	private static final long PAUSE_NANOS = 50_000;

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	private final LongAdder acknowledged = new LongAdder();

	private volatile @Nullable Throwable failure;

	/**
	 * Counts an acknowledgement.
	 * @param failure what the record failed with, or null
	 */
	public void acknowledged(@Nullable Throwable failure) {
		if (failure != null) {
			this.failure = failure;
		}
		this.acknowledged.increment();
	}

	/**
	 * Waits until so many records are acknowledged.
	 */
	void await(long records) throws TimeoutException {
		long deadline = System.nanoTime() + TIMEOUT.toNanos();
		while (this.acknowledged.sum() < records) {
			LockSupport.parkNanos(PAUSE_NANOS);
			if (System.nanoTime() > deadline) {
				throw new TimeoutException("%d of %d records were not acknowledged within %s"
					.formatted(records - this.acknowledged.sum(), records, TIMEOUT));
			}
		}
		Throwable seen = this.failure;
		if (seen != null) {
			throw new IllegalStateException("A record was not acknowledged", seen);
		}
	}

}
