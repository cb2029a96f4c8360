package io.github.robustkafka.relay;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Growing delays with jitter. For one thread.
 */
final class Backoff {

	private final BackoffSettings settings;

	private double next;

	Backoff(BackoffSettings settings) {
		this.settings = settings;
		this.next = settings.delay().toNanos();
	}

	/**
	 * The next delay in nanoseconds; the one after it is longer.
	 */
	long next() {
		double delay = this.next;
		this.next = Math.min(delay * this.settings.multiplier(), this.settings.maxDelay().toNanos());
		double jitter = this.settings.jitter() * (2 * ThreadLocalRandom.current().nextDouble() - 1);
		return Math.max(1, (long) (delay * (1 + jitter)));
	}

	void reset() {
		this.next = this.settings.delay().toNanos();
	}

}
