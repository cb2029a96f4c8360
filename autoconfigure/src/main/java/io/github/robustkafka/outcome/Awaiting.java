package io.github.robustkafka.outcome;

/**
 * Somebody who waits in memory for what becomes of a record. Told once, on the thread of
 * the outcomes; when the outbox closes perhaps on another, also while that thread hangs
 * in a callback.
 */
public interface Awaiting {

	/**
	 * The size of the record, as it was reserved.
	 * @return size in bytes
	 */
	int size();

	/**
	 * The broker has the record.
	 * @param partition partition it went to
	 * @param offset its offset there, -1 if not known
	 * @param timestamp timestamp that counts for it, in milliseconds since the epoch
	 */
	void acknowledged(int partition, long offset, long timestamp);

	/**
	 * The record will not be acknowledged while this process waits.
	 * @param failure why
	 */
	void failed(Exception failure);

}
