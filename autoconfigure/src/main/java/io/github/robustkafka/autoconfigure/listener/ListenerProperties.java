package io.github.robustkafka.autoconfigure.listener;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;

import io.github.robustkafka.dispatch.Ordering;
import io.github.robustkafka.listener.TopicMode;
import io.github.robustkafka.retry.FailureAction;
import io.github.robustkafka.retry.RetrySettings;

/**
 * Settings of a listener.
 *
 * @param topics Topics that are listened to, instead of those that the annotation names.
 * @param groupId Consumer group. The listener's id if it is not set.
 * @param concurrency Number of consumers of the main topics; retry topics have one. That
 * of spring.kafka.listener.concurrency if it is not set.
 * @param autoStartup Whether the listener starts with the application.
 * @param ordering Which records are handled one after the other.
 * @param maxInFlight Number of handler calls at one time, in one application instance.
 * @param maxUncommitted Number of records of one partition that may have been received
 * behind an unfinished one, before the partition is no longer fetched.
 * @param drainTimeout Time that a rebalance or a stop waits for handlers that run. At
 * least 5 seconds shorter than max.poll.interval.ms.
 * @param executor Name of an Executor bean that runs handlers; several listeners may
 * share it. The listener has threads of its own if it is not set, virtual ones if
 * spring.threads.virtual.enabled is true.
 * @param filter Name of a RecordFilterStrategy bean; what it filters out counts as
 * handled. The only bean of that type, if there is just one, filters if it is not set.
 * @param retry How records are tried again.
 * @param retryByTopic What differs from retry for records of one topic, by topic. Counts
 * under the id of a listener only.
 * @param exceptions What is done after which exception: type, action and pause-for. The
 * first entry decides whose type is that of the exception or of a cause.
 * @param deadLetter What becomes of records whose attempts are used up.
 * @param deduplication How duplicates are recognised.
 */
public record ListenerProperties(@DefaultValue List<String> topics, @Nullable String groupId,
		@Nullable Integer concurrency, @DefaultValue("true") boolean autoStartup,
		@DefaultValue("key") Ordering ordering, @DefaultValue("64") int maxInFlight,
		@DefaultValue("5000") int maxUncommitted, @DefaultValue("30s") Duration drainTimeout, @Nullable String executor,
		@Nullable String filter, @DefaultValue Retry retry, @DefaultValue Map<String, Retry> retryByTopic,
		@DefaultValue List<ExceptionAction> exceptions, @DefaultValue DeadLetter deadLetter,
		@DefaultValue Deduplication deduplication) {

	/**
	 * How records are tried again.
	 *
	 * @param attempts Number of deliveries, that from the main topic included. The others
	 * come through retry topics and are one handler call each.
	 * @param blocking Further attempts in place, before the first retry topic.
	 * @param backoff How the delays of retry topics grow.
	 * @param topics How retry topics come into being.
	 */
	public record Retry(@DefaultValue("5") int attempts, @DefaultValue Blocking blocking, @DefaultValue Backoff backoff,
			@DefaultValue Topics topics) {

		RetrySettings settings() {
			return new RetrySettings(this.blocking.attempts(), this.blocking.delay(), this.attempts,
					this.backoff.delay(), this.backoff.multiplier(), this.backoff.maxDelay(), this.backoff.jitter());
		}

	}

	/**
	 * Attempts in place.
	 *
	 * @param attempts Number of handler calls during the delivery from the main topic,
	 * the first included. Only records that are ordered with it wait meanwhile.
	 * @param delay Time between two of these calls.
	 */
	public record Blocking(@DefaultValue("1") int attempts, @DefaultValue("200ms") Duration delay) {
	}

	/**
	 * How the delays of retry topics grow.
	 *
	 * @param delay Time before the first delivery from a retry topic, at most 24h.
	 * @param multiplier Factor by which each delay is longer than the one before.
	 * @param maxDelay Longest delay, at most 24h.
	 * @param jitter Share by which the delay of a record is longer at random, from 0 to
	 * 1.
	 */
	public record Backoff(@DefaultValue("1s") Duration delay, @DefaultValue("3") double multiplier,
			@DefaultValue("10m") Duration maxDelay, @DefaultValue("0.2") double jitter) {
	}

	/**
	 * How retry topics and dead-letter topics come into being.
	 *
	 * @param mode What is done about retry topics and dead-letter topics that do not
	 * exist.
	 * @param replicationFactor Replication factor of topics that are created. -1 for the
	 * broker's default.
	 * @param name Name of retry topics. {topic}, {group} and {index}, a number from 0,
	 * are filled in.
	 */
	public record Topics(@DefaultValue("create") TopicMode mode, @DefaultValue("-1") short replicationFactor,
			@DefaultValue("{topic}-{group}-retry-{index}") String name) {
	}

	/**
	 * What is done after an exception.
	 *
	 * @param type Class name of the exception. Causes and subclasses match as well.
	 * @param action What is done.
	 * @param pauseFor How long the listener pauses, if that is the action.
	 */
	public record ExceptionAction(@Nullable String type, @Nullable FailureAction action,
			@DefaultValue("1m") Duration pauseFor) {
	}

	/**
	 * What becomes of records whose attempts are used up.
	 *
	 * @param enabled Whether records whose attempts are used up go to a dead-letter
	 * topic. When they do not, they are logged and given up.
	 * @param topic Name of the dead-letter topic. {topic} and {group} are filled in.
	 * @param handler Bean and method that handle dead letters, as bean#method. Dead
	 * letters are logged and stay in their topic if it is not set and no method is
	 * annotated.
	 */
	public record DeadLetter(@DefaultValue("true") boolean enabled, @DefaultValue("{topic}-{group}-dlt") String topic,
			@Nullable String handler) {
	}

	/**
	 * How duplicates are recognised.
	 *
	 * @param enabled Whether records that were handled before are left out. They are
	 * recognised by their record id, or else by topic, partition, offset and timestamp.
	 * @param retention Time that handled records are remembered. Zero remembers none.
	 */
	public record Deduplication(@DefaultValue("true") boolean enabled, @DefaultValue("7d") Duration retention) {

		Duration remember() {
			return this.enabled ? this.retention : Duration.ZERO;
		}

	}

}
