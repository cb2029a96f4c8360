package io.github.robustkafka.actuate;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

import io.github.robustkafka.outbox.OutboxException;
import io.github.robustkafka.relay.PausedTopics;
import io.github.robustkafka.relay.RelayStatus;
import io.github.robustkafka.runtime.Outbox;

/**
 * {@link HealthIndicator} of the outbox.
 * <ul>
 * <li>UP as long as sends are kept, also while Kafka is out of reach: taking every
 * instance out of service would turn an outage of the broker into one of the
 * application.</li>
 * <li>OUT_OF_SERVICE when the outbox or its disk is full, so that sends wait or are
 * refused, or when a {@link HealthThresholds threshold} is passed.</li>
 * <li>DOWN when the store cannot be written or read, a thread does not do its work, or
 * the application's partitioner fails.</li>
 * </ul>
 * A listener that its rules stopped is a reason for DOWN, one that does not come to an
 * end with a record for OUT_OF_SERVICE. Details hold no payloads and no settings of
 * Kafka's clients.
 */
public class RobustKafkaHealthIndicator extends AbstractHealthIndicator {

	private static final int MAX_OBSTACLES = 20;

	private final Outbox outbox;

	private final @Nullable Path file;

	private final Supplier<List<String>> notRobustTemplates;

	private final @Nullable ListenersHealth listeners;

	private final HealthThresholds thresholds;

	private final Clock clock;

	/**
	 * Creates the indicator of an outbox.
	 * @param outbox the outbox
	 * @param file its file, if it is known
	 * @param notRobustTemplates names of templates that pass the outbox by
	 * @param listeners what listeners add, or null if there are none
	 * @param thresholds beyond what the application is out of service
	 * @param clock tells the age of records
	 */
	public RobustKafkaHealthIndicator(Outbox outbox, @Nullable Path file, Supplier<List<String>> notRobustTemplates,
			@Nullable ListenersHealth listeners, HealthThresholds thresholds, Clock clock) {
		super("The health of the outbox could not be found out");
		this.outbox = outbox;
		this.file = file;
		this.notRobustTemplates = notRobustTemplates;
		this.listeners = listeners;
		this.thresholds = thresholds;
		this.clock = clock;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		RelayStatus relay = this.outbox.relayStatus();
		String reason = reasonToBeDown(relay);
		if (reason != null) {
			builder.down().withDetail("reason", reason);
		}
		else {
			String limited = reasonToBeOutOfService();
			if (limited != null) {
				builder.outOfService().withDetail("reason", limited);
			}
			else {
				builder.up();
			}
		}
		addBacklog(builder);
		addRelay(builder, relay);
		if (this.listeners != null) {
			this.listeners.addDetails(builder);
		}
		String damage = this.outbox.store().damage();
		if (damage != null) {
			builder.withDetail("damage", damage);
		}
		if (this.file != null) {
			builder.withDetail("path", this.file.toString());
		}
		List<String> templates = this.notRobustTemplates.get();
		if (!templates.isEmpty()) {
			builder.withDetail("notRobustTemplates", templates);
		}
	}

	private @Nullable String reasonToBeDown(@Nullable RelayStatus relay) {
		Throwable fencedBy = this.outbox.writer().fencedBy();
		if (fencedBy != null) {
			return "the store is out of use: " + fencedBy.getMessage();
		}
		String trouble = this.outbox.trouble();
		if (trouble == null && relay != null) {
			trouble = reasonToBeDownOf(relay);
		}
		return (trouble == null && this.listeners != null) ? this.listeners.reasonToBeDown() : trouble;
	}

	private @Nullable String reasonToBeOutOfService() {
		if (this.outbox.store().size().diskFull()) {
			return "the disk is full";
		}
		if (this.outbox.writer().isFull()) {
			return "the outbox is full";
		}
		String passed = this.thresholds.passed(this.outbox.writer().pending(), this::oldestPendingAge, this::freeSpace);
		return (passed == null && this.listeners != null) ? this.listeners.reasonToBeOutOfService(this.thresholds)
				: passed;
	}

	private @Nullable Duration oldestPendingAge() {
		try {
			return this.outbox.oldestPendingAge(this.clock.millis());
		}
		catch (OutboxException ex) {
			return null;
		}
	}

	private long freeSpace() {
		return (this.file != null) ? this.file.toFile().getUsableSpace() : Long.MAX_VALUE;
	}

	private static @Nullable String reasonToBeDownOf(RelayStatus relay) {
		if (relay.storeFailure() != null) {
			return "pending records cannot be read: " + relay.storeFailure();
		}
		return (relay.partitionerFailure() != null) ? "the partitioner fails: " + relay.partitionerFailure() : null;
	}

	private void addBacklog(Health.Builder builder) {
		builder.withDetail("pending", this.outbox.writer().pending())
			.withDetail("failed", this.outbox.writer().failed());
		Duration age = oldestPendingAge();
		builder.withDetail("oldestPendingAge",
				(age != null) ? age.truncatedTo(ChronoUnit.SECONDS).toString() : "unknown");
	}

	private void addRelay(Health.Builder builder, @Nullable RelayStatus relay) {
		builder.withDetail("relayEnabled", relay != null);
		if (relay == null) {
			return;
		}
		builder.withDetail("inFlight", relay.inFlight());
		PausedTopics paused = this.outbox.pausedTopics();
		if (paused != null && !paused.names().isEmpty()) {
			builder.withDetail("paused", paused.names().stream().limit(MAX_OBSTACLES).toList());
		}
		if (relay.outage() != null) {
			builder.withDetail("outage", relay.outage());
		}
		if (!relay.obstacles().isEmpty()) {
			Map<String, String> obstacles = new TreeMap<>();
			relay.obstacles()
				.entrySet()
				.stream()
				.sorted(Map.Entry.comparingByKey())
				.limit(MAX_OBSTACLES)
				.forEach((obstacle) -> obstacles.put(obstacle.getKey(), obstacle.getValue()));
			builder.withDetail("obstacles", obstacles);
		}
	}

}
