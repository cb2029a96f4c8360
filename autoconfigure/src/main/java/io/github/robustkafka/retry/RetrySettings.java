package io.github.robustkafka.retry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How often and when a record is tried again.
 *
 * @param blockingAttempts calls of the handler on the main topic, one after the other, at
 * least 1; the key waits meanwhile
 * @param blockingDelay time between them
 * @param attempts deliveries in all, that from the main topic included, at least 1; all
 * others come through retry topics, with one call each
 * @param delay time before the first delivery from a retry topic
 * @param multiplier by how much each further delay is longer
 * @param maxDelay the longest delay
 * @param jitter share by which a delay is longer at random, 0 to 1
 */
public record RetrySettings(int blockingAttempts, Duration blockingDelay, int attempts, Duration delay,
		double multiplier, Duration maxDelay, double jitter) {

	public RetrySettings {
		if (blockingAttempts < 1 || attempts < 1) {
			throw new IllegalArgumentException("'blockingAttempts' and 'attempts' must be at least 1, but are %d and %d"
				.formatted(blockingAttempts, attempts));
		}
	}

	/**
	 * Returns the delays before each delivery from a retry topic; neighbours that are
	 * equal share a topic.
	 */
	List<RetryTier> tiers() {
		List<RetryTier> tiers = new ArrayList<>();
		double millis = this.delay.toMillis();
		for (int attempt = 2; attempt <= this.attempts; attempt++) {
			Duration wait = Duration.ofMillis((long) Math.min(millis, this.maxDelay.toMillis()));
			RetryTier last = tiers.isEmpty() ? null : tiers.get(tiers.size() - 1);
			if (last != null && last.delay().equals(wait)) {
				tiers.set(tiers.size() - 1, new RetryTier(wait, last.firstAttempt(), attempt));
			}
			else {
				tiers.add(new RetryTier(wait, attempt, attempt));
			}
			millis = Math.min(millis * this.multiplier, this.maxDelay.toMillis());
		}
		return tiers;
	}

}
