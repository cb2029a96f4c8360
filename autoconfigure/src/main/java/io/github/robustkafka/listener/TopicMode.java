package io.github.robustkafka.listener;

/**
 * What is done about retry topics and dead-letter topics that do not exist.
 */
public enum TopicMode {

	/**
	 * They are created with as many partitions as the main topic has, and get more when
	 * it has got more.
	 */
	CREATE,

	/**
	 * The listener does not start until they exist.
	 */
	CHECK,

	/**
	 * Nothing: somebody else sees to them.
	 */
	LEAVE

}
