package io.github.robustkafka.inbox;

/**
 * What a record has in common with its duplicates. Two identities of one record are
 * equal, those of different records are not.
 */
public sealed interface RecordIdentity {

	/**
	 * The topic that the record was sent to at first.
	 * @return name of the main topic
	 */
	String topic();

	/**
	 * Of a record with a record id. The same id on another topic is a copy that somebody
	 * made on purpose, and has another identity.
	 *
	 * @param topic the main topic
	 * @param recordId the record id, of any text
	 */
	record Id(String topic, String recordId) implements RecordIdentity {

		@Override
		public String toString() {
			return this.topic + "/" + this.recordId;
		}

	}

	/**
	 * Of a record without an id: the place that it was sent to at first, and its
	 * timestamp, since a topic that is made anew has the same places again.
	 *
	 * @param topic the main topic
	 * @param partition partition of the main topic
	 * @param offset offset there
	 * @param timestamp timestamp of the record, in milliseconds since the epoch
	 */
	record Place(String topic, int partition, long offset, long timestamp) implements RecordIdentity {

		@Override
		public String toString() {
			return this.topic + "-" + this.partition + "@" + this.offset + "/" + this.timestamp;
		}

		@Override
		public int hashCode() {
			return Long.hashCode(this.offset * 31 + this.partition);
		}

		@Override
		public boolean equals(Object other) {
			return other instanceof Place place && this.offset == place.offset && this.partition == place.partition
					&& this.timestamp == place.timestamp && this.topic.equals(place.topic);
		}

	}

}
