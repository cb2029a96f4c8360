package io.github.robustkafka.autoconfigure;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;

import io.github.robustkafka.inbox.StoredInbox;

/**
 * Refuses values of settings that make no sense, each with its reason. It does so itself,
 * because jakarta's constraints are ignored in silence where no validator is present.
 */
final class PropertiesCheck {

	private static final Duration LONGEST = Duration.ofDays(36_500);

	private static final int MOST_IN_FLIGHT = 1_000_000;

	private static final DataSize SMALLEST_OUTBOX = DataSize.ofMegabytes(1);

	private static final DataSize LONGEST_PAYLOAD = DataSize.ofMegabytes(1);

	private PropertiesCheck() {
	}

	static void check(RobustKafkaProperties properties) {
		check(properties.outbox());
		check(properties.template());
		check(properties.relay());
		check(properties.relay().backoff());
		DataSize payloadLimit = properties.endpoint().payloadLimit();
		require(!payloadLimit.isNegative() && payloadLimit.compareTo(LONGEST_PAYLOAD) <= 0, "endpoint.payload-limit",
				payloadLimit, "It must be between 0B and 1MB.");
		check(properties.health());
		int maxTopics = properties.metrics().maxTopics();
		require(maxTopics >= 0, "metrics.max-topics", maxTopics, "It must not be negative.");
		positive("command-timeout", properties.commandTimeout());
		require(properties.inbox().maxSize().toBytes() >= StoredInbox.SMALLEST_SIZE, "inbox.max-size",
				properties.inbox().maxSize(), "It must be at least 1MB.");
	}

	private static void check(RobustKafkaProperties.Outbox outbox) {
		require(outbox.maxSize().compareTo(SMALLEST_OUTBOX) >= 0, "outbox.max-size", outbox.maxSize(),
				"It must be at least 1MB.");
		notNegative("outbox.max-failed-size", outbox.maxFailedSize());
		notNegative("outbox.block-timeout", outbox.blockTimeout());
		notNegative("outbox.retention", outbox.retention());
	}

	private static void check(RobustKafkaProperties.Health health) {
		Long pending = health.maxPending();
		require(pending == null || pending >= 0, "health.max-pending", pending, "It must not be negative.");
		Duration age = health.maxOldestPendingAge();
		if (age != null) {
			positive("health.max-oldest-pending-age", age);
		}
		if (health.minFreeSpace() != null) {
			notNegative("health.min-free-space", health.minFreeSpace());
		}
		positive("health.max-watermark-age", health.maxWatermarkAge());
	}

	private static void check(RobustKafkaProperties.Template template) {
		require(template.excludeTopics().stream().allMatch(StringUtils::hasText), "template.exclude-topics",
				template.excludeTopics(), "It must not contain an empty pattern.");
		positive("template.flush-timeout", template.flushTimeout());
		require(template.maxAwaited() >= 0, "template.max-awaited", template.maxAwaited(), "It must not be negative.");
		notNegative("template.max-awaited-size", template.maxAwaitedSize());
	}

	private static void check(RobustKafkaProperties.Relay relay) {
		positive("relay.poll-interval", relay.pollInterval());
		require(relay.maxInFlight() > 0 && relay.maxInFlight() <= MOST_IN_FLIGHT, "relay.max-in-flight",
				relay.maxInFlight(), "It must be between 1 and %d.".formatted(MOST_IN_FLIGHT));
		require(relay.maxInFlightSize().toBytes() > 0, "relay.max-in-flight-size", relay.maxInFlightSize(),
				"It must be more than 0B.");
		notNegative("relay.drain-timeout", relay.drainTimeout());
	}

	private static void check(RobustKafkaProperties.Backoff backoff) {
		positive("relay.backoff.delay", backoff.delay());
		require(backoff.multiplier() >= 1 && Double.isFinite(backoff.multiplier()), "relay.backoff.multiplier",
				backoff.multiplier(), "It must be at least 1.");
		positive("relay.backoff.max-delay", backoff.maxDelay());
		require(backoff.maxDelay().compareTo(backoff.delay()) >= 0, "relay.backoff.max-delay", backoff.maxDelay(),
				"It must not be shorter than robust.kafka.relay.backoff.delay, which is %s."
					.formatted(backoff.delay()));
		require(backoff.jitter() >= 0 && backoff.jitter() <= 1, "relay.backoff.jitter", backoff.jitter(),
				"It must be between 0 and 1.");
	}

	private static void positive(String name, Duration value) {
		require(!value.isZero() && !value.isNegative(), name, value, "It must be more than 0s.");
		notTooLong(name, value);
	}

	private static void notNegative(String name, Duration value) {
		require(!value.isNegative(), name, value, "It must not be negative.");
		notTooLong(name, value);
	}

	private static void notTooLong(String name, Duration value) {
		require(value.compareTo(LONGEST) <= 0, name, value, "It must be at most %dd.".formatted(LONGEST.toDays()));
	}

	private static void notNegative(String name, DataSize value) {
		require(!value.isNegative(), name, value, "It must not be negative.");
	}

	/**
	 * The path of the outbox, its placeholders replaced.
	 */
	static Path outboxPath(String text) {
		return path("robust.kafka.outbox.path", text);
	}

	/**
	 * The path of the inbox, which is beside the outbox unless it is set.
	 */
	static Path inboxPath(RobustKafkaProperties properties, Environment environment) {
		String own = properties.inbox().path();
		if (own != null) {
			return path("robust.kafka.inbox.path", environment.resolvePlaceholders(own));
		}
		return outboxPath(environment.resolvePlaceholders(properties.outbox().path())).resolveSibling("inbox.db");
	}

	private static Path path(String key, String text) {
		String reason = "It must be the path of a file.";
		try {
			Path path = Path.of(text.trim()).toAbsolutePath().normalize();
			if (StringUtils.hasText(text) && path.getFileName() != null) {
				return path;
			}
		}
		catch (InvalidPathException ex) {
			reason = reason + " " + ex.getMessage();
		}
		throw new InvalidConfigurationPropertyValueException(key, text, reason);
	}

	private static void require(boolean holds, String name, @Nullable Object value, String reason) {
		if (!holds) {
			throw new InvalidConfigurationPropertyValueException("robust.kafka." + name, value, reason);
		}
	}

}
