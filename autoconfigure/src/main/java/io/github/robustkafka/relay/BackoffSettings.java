package io.github.robustkafka.relay;

import java.time.Duration;

/**
 * How delays between attempts grow.
 *
 * @param delay the first delay
 * @param multiplier by how much each delay is longer than the one before
 * @param maxDelay the longest delay
 * @param jitter part of a delay by which it varies at random, 0 to 1
 */
public record BackoffSettings(Duration delay, double multiplier, Duration maxDelay, double jitter) {

	BackoffSettings cappedAt(Duration limit) {
		return new BackoffSettings((this.delay.compareTo(limit) < 0) ? this.delay : limit, this.multiplier,
				(this.maxDelay.compareTo(limit) < 0) ? this.maxDelay : limit, this.jitter);
	}

	BackoffSettings startingAt(Duration first) {
		return new BackoffSettings((this.delay.compareTo(first) < 0) ? this.delay : first, this.multiplier,
				this.maxDelay, this.jitter);
	}

}
