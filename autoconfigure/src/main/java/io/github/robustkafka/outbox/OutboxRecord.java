package io.github.robustkafka.outbox;

import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * A record as the outbox keeps it: everything that is sent to Kafka, already serialized.
 * The arrays are handed over, not copied; nobody changes them afterwards.
 *
 * @param recordId identity of the record, stable however often it is sent
 * @param topic name of the topic
 * @param partition partition asked for, or null to let the partitioner choose
 * @param key serialized key, null or empty kept apart
 * @param value serialized value, null (a tombstone) or empty kept apart
 * @param headers headers in their order, without the record id
 * @param timestamp time of the call in milliseconds since the epoch
 * @param context text of the sender that comes back with the outcome; never sent
 */
public record OutboxRecord(UUID recordId, String topic, @Nullable Integer partition, byte @Nullable [] key,
		byte @Nullable [] value, OutboxHeaders headers, long timestamp, @Nullable String context) {

	/**
	 * Bytes a row needs besides what the caller gave.
	 */
	private static final int ROW_OVERHEAD = 128;

	/**
	 * How many bytes this record takes in memory and in the store, estimated from above.
	 * @return size in bytes
	 */
	public int size() {
		return ROW_OVERHEAD + this.topic.length() + length(this.key) + length(this.value) + this.headers.size()
				+ ((this.context != null) ? 2 * this.context.length() : 0);
	}

	/**
	 * Checksum over all that is sent. Fields are separated, so that bytes that moved from
	 * one field to another are noticed.
	 * @return CRC-32C
	 */
	public int checksum() {
		return RecordChecksum.of(this);
	}

	/**
	 * Checksum over what a sender repeats who sends the record again because it does not
	 * know what became of it: topic, partition, key, value and headers. Not the
	 * timestamp, which is that of the call, nor the context, nor headers that carry a
	 * trace.
	 * @return CRC-32C
	 */
	public int contentChecksum() {
		return RecordChecksum.ofContent(this);
	}

	private static int length(byte @Nullable [] bytes) {
		return (bytes != null) ? bytes.length : 0;
	}

}
