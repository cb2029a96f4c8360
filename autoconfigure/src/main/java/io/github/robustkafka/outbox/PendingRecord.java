package io.github.robustkafka.outbox;

/**
 * A record that is in the outbox and waits for the broker.
 *
 * @param position place in the outbox; later appends have higher positions
 * @param appendedAt since when it is pending, in milliseconds since the epoch: when it
 * was appended, or retried last
 * @param record the record
 * @param size its estimated size in bytes, asked for often
 */
public record PendingRecord(long position, long appendedAt, OutboxRecord record, int size) {

	/**
	 * Puts a record into its place.
	 * @param position place in the outbox
	 * @param appendedAt when it was appended, in milliseconds since the epoch
	 * @param record the record
	 */
	public PendingRecord(long position, long appendedAt, OutboxRecord record) {
		this(position, appendedAt, record, record.size());
	}

	/**
	 * The topic of the record.
	 * @return name of the topic
	 */
	public String topic() {
		return this.record.topic();
	}

}
