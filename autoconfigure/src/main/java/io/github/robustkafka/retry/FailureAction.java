package io.github.robustkafka.retry;

/**
 * What is done with a record whose handler threw.
 */
public enum FailureAction {

	/**
	 * It is tried again, and becomes a dead letter when its attempts are used up.
	 */
	RETRY,

	/**
	 * It goes to the dead-letter topic at once.
	 */
	DEAD_LETTER,

	/**
	 * It is given up, with a line in the log.
	 */
	DROP,

	/**
	 * The listener starts no handler for a time, then tries the record again. No attempt
	 * is counted.
	 */
	PAUSE,

	/**
	 * The listener stops. The record is delivered again when it is started.
	 */
	STOP

}
