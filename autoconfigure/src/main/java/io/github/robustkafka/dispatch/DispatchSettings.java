package io.github.robustkafka.dispatch;

import java.time.Duration;
import java.util.function.UnaryOperator;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * How a listener's records are dispatched.
 *
 * @param listener id of the listener, for messages
 * @param ordering which records are handled one after the other
 * @param maxInFlight handler calls at one time, at least 1
 * @param maxUncommitted records of one partition that were received and lie behind the
 * oldest unfinished one, at least 1; more are not fetched
 * @param drainTimeout how long a rebalance or a stop waits for handlers that run
 * @param topicFamily the topic whose order a topic shares: a retry topic's main topic
 * @param identity what duplicates share, if they must not be handled at the same time:
 * the record id, or the place that a record without one was sent to
 */
public record DispatchSettings(String listener, Ordering ordering, int maxInFlight, int maxUncommitted,
		Duration drainTimeout, UnaryOperator<String> topicFamily, Identity identity) {

	/**
	 * How many received records may be unfinished for each handler call at one time: the
	 * stock that keeps handlers busy while the next records are fetched.
	 */
	private static final int STOCK = 4;

	private static final int SMALLEST_STOCK = 500;

	public DispatchSettings {
		check(maxInFlight >= 1, "maxInFlight", maxInFlight);
		check(maxUncommitted >= 1, "maxUncommitted", maxUncommitted);
	}

	private static void check(boolean possible, String name, int value) {
		if (!possible) {
			throw new IllegalArgumentException("'%s' must be at least 1, but is %d".formatted(name, value));
		}
	}

	int maxUnfinished() {
		return (int) Math.min(Integer.MAX_VALUE, Math.max(SMALLEST_STOCK, (long) this.maxInFlight * STOCK));
	}

	/**
	 * Finds what a record shares with its duplicates.
	 */
	@FunctionalInterface
	public interface Identity {

		/**
		 * Nobody asks for the identity of records.
		 */
		Identity NONE = (record) -> null;

		/**
		 * Returns what a record shares with its duplicates.
		 * @param record the record
		 * @return its identity, or null if it has none
		 */
		@Nullable Object of(ConsumerRecord<byte[], byte[]> record);

	}

}
