package io.github.robustkafka.producer;

/**
 * When the future of a send completes.
 */
public enum CompleteOn {

	/**
	 * When the broker has acknowledged the record; after an outage, if there is one.
	 */
	ACKNOWLEDGED,

	/**
	 * When the record is in the outbox; its offset is not known then.
	 */
	JOURNALED

}
