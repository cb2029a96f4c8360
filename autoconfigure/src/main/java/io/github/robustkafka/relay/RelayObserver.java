package io.github.robustkafka.relay;

import org.jspecify.annotations.Nullable;

import io.github.robustkafka.outbox.PendingRecord;

/**
 * Watches records between the relay and the broker, for metrics and traces. Called on the
 * relay's thread only; must be fast; what it throws is ignored.
 */
public interface RelayObserver {

	/**
	 * Watches nothing.
	 */
	RelayObserver NO_OP = new RelayObserver() {
	};

	/**
	 * Kafka's producer took a record.
	 * @param record the record
	 * @return hears what becomes of it, or null if nobody wants to
	 */
	default @Nullable Flight handedOver(PendingRecord record) {
		return null;
	}

	/**
	 * The broker has records of one topic that were appended at the same time. Of the
	 * records only what is at hand is told: to look into each again costs more than most
	 * observers do.
	 * @param topic name of their topic
	 * @param appendedAt when they were appended, in milliseconds since the epoch
	 * @param records how many
	 */
	default void acknowledged(String topic, long appendedAt, int records) {
	}

	/**
	 * A record can never be published as it is.
	 * @param record the record
	 */
	default void failed(PendingRecord record) {
	}

	/**
	 * Records in flight were taken back; they are sent again.
	 * @param records how many
	 */
	default void takenBack(int records) {
	}

	/**
	 * A producer was given up; another takes its place when there is something to send.
	 */
	default void producerReplaced() {
	}

	/**
	 * One record in flight. Hears one end.
	 */
	interface Flight {

		/**
		 * The broker has the record.
		 * @param partition partition it went to
		 * @param offset its offset there, -1 if the broker did not tell
		 */
		void acknowledged(int partition, long offset);

		/**
		 * The record can never be published as it is.
		 * @param failure why
		 */
		void failed(Exception failure);

		/**
		 * The record stays pending and is sent again, by this process or a later one.
		 */
		void takenBack();

	}

}
