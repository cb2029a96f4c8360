package io.github.robustkafka.listener;

import java.time.Duration;
import java.util.List;
import java.util.Properties;

import org.jspecify.annotations.Nullable;

import io.github.robustkafka.dispatch.Ordering;
import io.github.robustkafka.retry.ListenerRules;

/**
 * What a listener is to do, everything taken together.
 *
 * @param rules its topics, and what is done with its records
 * @param dispatch how records are run in parallel
 * @param container its consumers
 * @param topics how its own topics come into being
 * @param deadLetterHandler bean and method that handle its dead letters, as
 * {@code bean#method}, or null
 */
public record ListenerSettings(ListenerRules rules, Dispatch dispatch, Container container, Topics topics,
		@Nullable String deadLetterHandler) {

	/**
	 * Returns the id of the listener.
	 * @return the id
	 */
	public String id() {
		return this.rules.listener();
	}

	/**
	 * How records are run in parallel.
	 *
	 * @param ordering which records are handled one after the other
	 * @param maxInFlight handler calls at one time
	 * @param maxUncommitted received records of one partition behind an unfinished one
	 * @param drainTimeout how long a rebalance or a stop waits for handlers
	 * @param executor name of a bean that runs handlers, or null
	 */
	public record Dispatch(Ordering ordering, int maxInFlight, int maxUncommitted, Duration drainTimeout,
			@Nullable String executor) {
	}

	/**
	 * The consumers of a listener.
	 *
	 * @param concurrency number of consumers, or null for the application's default
	 * @param autoStartup whether they start with the application
	 * @param filter name of a bean that filters records, or null
	 * @param properties further properties of the consumers
	 */
	public record Container(@Nullable Integer concurrency, boolean autoStartup, @Nullable String filter,
			Properties properties) {
	}

	/**
	 * How topics come into being.
	 *
	 * @param mode what is done about missing ones
	 * @param replicationFactor of new topics; -1 for the broker's default
	 */
	public record Topics(TopicMode mode, short replicationFactor) {

		/** Nothing is created or asked for. */
		static final Topics LEFT_ALONE = new Topics(TopicMode.LEAVE, (short) -1);

	}

	List<String> listenedTopics() {
		return this.rules.chains().topics();
	}

}
