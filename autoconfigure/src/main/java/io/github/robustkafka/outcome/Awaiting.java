package io.github.robustkafka.outcome;

/**
 * Somebody who waits in memory for what becomes of a record. Called once, on the thread
 * of the outcomes.
 */
public interface Awaiting {

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

	/**
	 * Two who wait for the same record, one after the other.
	 * @param other the second
	 * @return both
	 */
	default Awaiting and(Awaiting other) {
		Awaiting first = this;
		return new Awaiting() {

			@Override
			public void acknowledged(int partition, long offset, long timestamp) {
				first.acknowledged(partition, offset, timestamp);
				other.acknowledged(partition, offset, timestamp);
			}

			@Override
			public void failed(Exception failure) {
				first.failed(failure);
				other.failed(failure);
			}

		};
	}

}
