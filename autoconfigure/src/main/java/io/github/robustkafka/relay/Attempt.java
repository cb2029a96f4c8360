package io.github.robustkafka.relay;

/**
 * How an attempt to publish a record ended.
 */
enum Attempt {

	/**
	 * The record is in flight.
	 */
	SENT,

	/**
	 * The record can never be published and was reported as failed.
	 */
	FAILED,

	/**
	 * The topic does not have the partition that the record asks for.
	 */
	NO_PARTITION,

	/**
	 * Nothing of this topic can be sent for now.
	 */
	BLOCKED

}
