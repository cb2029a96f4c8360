package io.github.robustkafka.observation;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/**
 * What is observed between {@code KafkaTemplate}'s own observation and that of the
 * listener.
 */
public enum RobustKafkaObservation implements ObservationDocumentation {

	/**
	 * Bringing records into the outbox, from the call until they are durable. Ends when
	 * {@code send} returns, so it is there also if the process dies before the broker
	 * answers.
	 */
	JOURNAL {

		@Override
		public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
			return DefaultRobustKafkaJournalObservationConvention.class;
		}

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return KeyName.merge(DestinationKeys.values());
		}

		@Override
		public KeyName[] getHighCardinalityKeyNames() {
			return KeyName.merge(JournalDetails.values());
		}

	},

	/**
	 * Publishing a record: from the moment at which Kafka's producer takes it until the
	 * broker's answer. A record that is sent again, by this process or a later one, has
	 * one for each time.
	 */
	RELAY {

		@Override
		public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
			return DefaultRobustKafkaRelayObservationConvention.class;
		}

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return KeyName.merge(DestinationKeys.values(), RelayKeys.values());
		}

		@Override
		public KeyName[] getHighCardinalityKeyNames() {
			return KeyName.merge(RelayDetails.values());
		}

	};

	/**
	 * Where records go, as Spring Kafka names it. Few values: as many as topics.
	 */
	public enum DestinationKeys implements KeyName {

		/**
		 * Always kafka.
		 */
		MESSAGING_SYSTEM("messaging.system"),

		/**
		 * Journal or relay.
		 */
		MESSAGING_OPERATION("messaging.operation"),

		/**
		 * Name of the topic; many if records of several topics are journaled together.
		 */
		MESSAGING_DESTINATION_NAME("messaging.destination.name"),

		/**
		 * Always topic.
		 */
		MESSAGING_DESTINATION_KIND("messaging.destination.kind");

		private final String key;

		DestinationKeys(String key) {
			this.key = key;
		}

		@Override
		public String asString() {
			return this.key;
		}

	}

	/**
	 * Details of journaling, for spans only.
	 */
	public enum JournalDetails implements KeyName {

		/**
		 * How many records are journaled together.
		 */
		RECORDS("robust.kafka.records");

		private final String key;

		JournalDetails(String key) {
			this.key = key;
		}

		@Override
		public String asString() {
			return this.key;
		}

	}

	/**
	 * How relaying ends.
	 */
	public enum RelayKeys implements KeyName {

		/**
		 * One of acknowledged, failed, taken-back; none before the end.
		 */
		OUTCOME("robust.kafka.outcome");

		private final String key;

		RelayKeys(String key) {
			this.key = key;
		}

		@Override
		public String asString() {
			return this.key;
		}

	}

	/**
	 * Details of relaying, for spans only.
	 */
	public enum RelayDetails implements KeyName {

		/**
		 * The record id.
		 */
		RECORD_ID("robust.kafka.record.id"),

		/**
		 * Milliseconds that the record had been in the outbox before Kafka's producer
		 * took it.
		 */
		WAITED("robust.kafka.waited"),

		/**
		 * Partition that acknowledged it.
		 */
		PARTITION("messaging.kafka.destination.partition"),

		/**
		 * Offset that acknowledged it.
		 */
		OFFSET("messaging.kafka.message.offset");

		private final String key;

		RelayDetails(String key) {
			this.key = key;
		}

		@Override
		public String asString() {
			return this.key;
		}

	}

}
