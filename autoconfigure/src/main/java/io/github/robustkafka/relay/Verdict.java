package io.github.robustkafka.relay;

/**
 * What stands in the way of a record that could not be published.
 */
enum Verdict {

	/**
	 * The record itself: it can never be published as it is.
	 */
	RECORD,

	/**
	 * Its topic or partition, for now: missing, or not allowed.
	 */
	TOPIC,

	/**
	 * The cluster or the producer, for now.
	 */
	CLUSTER

}
