package io.github.robustkafka.autoconfigure.listener;

import java.time.Duration;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

import io.github.robustkafka.RobustKafkaStartException;
import io.github.robustkafka.retry.TopicChain;

/**
 * Refuses settings of a listener that make no sense or lose records, each with its
 * reason.
 */
final class ListenerCheck {

	private static final Duration DEFAULT_MAX_POLL_INTERVAL = Duration.ofMinutes(5);

	/** Room for the rest of what a consumer's thread does between two polls. */
	private static final Duration BESIDE_DRAIN = Duration.ofSeconds(5);

	private static final Duration LONGEST_DELAY = Duration.ofDays(1);

	private static final int MOST_ATTEMPTS = 100;

	private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9._-]{1,249}");

	private final String id;

	ListenerCheck(String id) {
		this.id = id;
	}

	void check(ListenerProperties properties, @Nullable Duration maxPollInterval) {
		if (properties.topics().isEmpty()) {
			throw new RobustKafkaStartException("The listener '%s' has no topics.".formatted(this.id),
					"Name them in @RobustListener(topics = ...) or in %s.".formatted(key("topics")));
		}
		require(properties.concurrency() == null || properties.concurrency() >= 1, "concurrency",
				properties.concurrency(), "It must be at least 1.");
		require(properties.maxInFlight() >= 1, "max-in-flight", properties.maxInFlight(), "It must be at least 1.");
		require(properties.maxUncommitted() >= 1, "max-uncommitted", properties.maxUncommitted(),
				"It must be at least 1.");
		Duration limit = Objects.requireNonNullElse(maxPollInterval, DEFAULT_MAX_POLL_INTERVAL).minus(BESIDE_DRAIN);
		require(!properties.drainTimeout().isNegative() && properties.drainTimeout().compareTo(limit) <= 0,
				"drain-timeout", properties.drainTimeout(),
				"It must be between 0s and %ds, 5 seconds below max.poll.interval.ms: a consumer that drains for longer is expelled from its group."
					.formatted(limit.toSeconds()));
		require(!properties.deduplication().retention().isNegative(), "deduplication.retention",
				properties.deduplication().retention(), "It must not be negative.");
		check("retry", properties.retry());
	}

	void check(String group, ListenerProperties.Retry retry) {
		require(retry.attempts() >= 1 && retry.attempts() <= MOST_ATTEMPTS, group + ".attempts", retry.attempts(),
				"It must be between 1 and %d.".formatted(MOST_ATTEMPTS));
		require(retry.blocking().attempts() >= 1, group + ".blocking.attempts", retry.blocking().attempts(),
				"It must be at least 1.");
		delay(group + ".blocking.delay", retry.blocking().delay());
		delay(group + ".backoff.delay", retry.backoff().delay());
		delay(group + ".backoff.max-delay", retry.backoff().maxDelay());
		require(retry.backoff().maxDelay().compareTo(retry.backoff().delay()) >= 0, group + ".backoff.max-delay",
				retry.backoff().maxDelay(),
				"It must not be shorter than backoff.delay, which is %s.".formatted(retry.backoff().delay()));
		require(retry.backoff().multiplier() >= 1 && Double.isFinite(retry.backoff().multiplier()),
				group + ".backoff.multiplier", retry.backoff().multiplier(), "It must be at least 1.");
		require(retry.backoff().jitter() >= 0 && retry.backoff().jitter() <= 1, group + ".backoff.jitter",
				retry.backoff().jitter(), "It must be between 0 and 1.");
	}

	private void delay(String name, Duration delay) {
		require(!delay.isNegative() && delay.compareTo(LONGEST_DELAY) <= 0, name, delay,
				"It must be between 0s and 24h: what waits longer is no retry but a schedule.");
	}

	void check(TopicChain chain) {
		Set<String> names = new HashSet<>();
		names.add(checked(chain.main()));
		for (String topic : chain.ownTopics()) {
			if (!names.add(checked(topic))) {
				throw new RobustKafkaStartException(
						"The listener '%s' would have topic '%s' twice for records of '%s'.".formatted(this.id, topic,
								chain.main()),
						"Give retry topics names that differ, with {topic} and {index} in them: %s."
							.formatted(key("retry.topics.name")));
			}
		}
	}

	private String checked(String topic) {
		if (!TOPIC.matcher(topic).matches() || topic.equals(".") || topic.equals("..")) {
			throw new RobustKafkaStartException(
					"The listener '%s' has a topic named '%s', which Kafka does not allow.".formatted(this.id, topic),
					"Use 1 to 249 letters, digits, dots, dashes and underscores. Patterns of topics cannot be listened to, since each topic has retry topics of its own; names of retry topics and dead-letter topics may be set, see %s."
						.formatted(key("retry.topics.name")));
		}
		return topic;
	}

	private String key(String name) {
		return "robust.kafka.listeners." + this.id + "." + name;
	}

	private void require(boolean holds, String name, @Nullable Object value, String reason) {
		if (!holds) {
			throw new InvalidConfigurationPropertyValueException(key(name), value, reason);
		}
	}

}
