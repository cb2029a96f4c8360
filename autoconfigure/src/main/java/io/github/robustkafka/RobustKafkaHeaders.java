package io.github.robustkafka;

/**
 * Names of the headers that Robust Kafka adds to records.
 */
public final class RobustKafkaHeaders {

	/**
	 * The record id, a UUID in its 36 character text form, ASCII. It stays the same
	 * however often a record is sent again, so a consumer can recognise duplicates.
	 */
	public static final String RECORD_ID = "robust-record-id";

	/**
	 * How often a record was a dead letter and was replayed, a decimal number above 0,
	 * ASCII. Absent from records that never were.
	 */
	public static final String REPLAYS = "robust-replays";

	private RobustKafkaHeaders() {
	}

}
