package io.github.robustkafka.dispatch;

/**
 * Which records of a listener are handled one after the other. Records that are not
 * ordered among each other are handled in parallel.
 */
public enum Ordering {

	/**
	 * Records of one topic with the same key. Records without a key have no order.
	 */
	KEY,

	/**
	 * Records of one partition.
	 */
	PARTITION,

	/**
	 * None.
	 */
	NONE

}
