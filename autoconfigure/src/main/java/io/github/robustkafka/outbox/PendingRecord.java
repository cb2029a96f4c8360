package io.github.robustkafka.outbox;

/**
 * A record that is in the outbox and waits for the broker.
 *
 * @param position place in the outbox; later appends have higher positions
 * @param appendedAt when it was appended, in milliseconds since the epoch
 * @param record the record
 */
public record PendingRecord(long position, long appendedAt, OutboxRecord record) {

	/**
	 * The topic of the record.
	 * @return name of the topic
	 */
	public String topic() {
		return this.record.topic();
	}

	/**
	 * The estimated size of the record.
	 * @return size in bytes
	 */
	public int size() {
		return this.record.size();
	}

}
