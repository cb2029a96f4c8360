package io.github.robustkafka.inbox;

import java.time.Duration;

/**
 * When to open the store again after a failure: with a delay that doubles, and begins
 * anew only when all went well for a while, so that a disk that works every other second
 * is not tried, and told of, all the time. A clock that is set back cannot prolong the
 * delay.
 */
final class ReopenBackoff {

	static final long SHORTEST = Duration.ofMillis(200).toMillis();

	static final long LONGEST = Duration.ofSeconds(30).toMillis();

	private long delay;

	private long failedAt;

	/**
	 * A try has failed.
	 * @param now the time, in milliseconds
	 */
	void failed(long now) {
		boolean anew = this.delay == 0 || now - this.failedAt > 2 * LONGEST;
		this.delay = anew ? SHORTEST : Math.min(2 * this.delay, LONGEST);
		this.failedAt = now;
	}

	/**
	 * How long to wait before the next try.
	 * @param now the time, in milliseconds
	 * @return milliseconds, 0 if it is time
	 */
	long remaining(long now) {
		long passed = now - this.failedAt;
		return (passed < 0) ? 0 : Math.max(0, this.delay - passed);
	}

}
