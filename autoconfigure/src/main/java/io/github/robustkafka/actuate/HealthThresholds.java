package io.github.robustkafka.actuate;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Beyond what the application takes itself out of service. Null stands for no threshold.
 *
 * @param maxPending number of pending records
 * @param maxOldestPendingAge age of the oldest pending record
 * @param minFreeSpace bytes that are free on the disk of the outbox
 * @param maxWatermarkAge age of a record that holds up the commit of a listener
 */
public record HealthThresholds(@Nullable Long maxPending, @Nullable Duration maxOldestPendingAge,
		@Nullable Long minFreeSpace, Duration maxWatermarkAge) {

	/**
	 * What holds if nothing is set: a record that holds up a commit for so long is not
	 * just slow.
	 */
	public static final HealthThresholds DEFAULTS = new HealthThresholds(null, null, null, Duration.ofMinutes(5));

	private static final String PASSED = "%s; %s allows %s";

	/**
	 * Returns which threshold of the outbox is passed, with what was seen and what is
	 * allowed, or null. What has no threshold is not asked for.
	 */
	@Nullable String passed(long pending, Supplier<@Nullable Duration> oldestPendingAge, LongSupplier freeSpace) {
		if (this.maxPending != null && pending > this.maxPending) {
			return PASSED.formatted("%d records are pending".formatted(pending), "robust.kafka.health.max-pending",
					this.maxPending);
		}
		Duration age = (this.maxOldestPendingAge != null) ? oldestPendingAge.get() : null;
		if (age != null && age.compareTo(this.maxOldestPendingAge) > 0) {
			return PASSED.formatted("a record is pending for %s".formatted(age.truncatedTo(ChronoUnit.SECONDS)),
					"robust.kafka.health.max-oldest-pending-age", this.maxOldestPendingAge);
		}
		if (this.minFreeSpace != null && freeSpace.getAsLong() < this.minFreeSpace) {
			return "%d bytes are free on the disk of the outbox; robust.kafka.health.min-free-space asks for %d"
				.formatted(freeSpace.getAsLong(), this.minFreeSpace);
		}
		return null;
	}

	boolean isStuck(Duration age) {
		return age.compareTo(this.maxWatermarkAge) > 0;
	}

}
