package io.github.robustkafka.retry;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What a record has in common with its duplicates: its main topic and its record id, or,
 * without one, the place it was sent to and its timestamp, since a topic that is made
 * anew has the same places again.
 */
final class RecordIdentity {

	private RecordIdentity() {
	}

	static String of(ConsumerRecord<byte[], byte[]> record, Received received) {
		String id = new ControlHeaders(record.headers()).recordId();
		// The same id on another topic is a copy that somebody made on purpose.
		return (id != null) ? received.origin().topic() + "/" + id
				: received.origin() + "/" + originalTimestamp(record, received);
	}

	/** When the record was sent to the main topic at first. */
	static long originalTimestamp(ConsumerRecord<byte[], byte[]> record, Received received) {
		return received.isFirst() ? record.timestamp() : new ControlHeaders(record.headers())
			.number(ControlHeaders.ORIGINAL_TIMESTAMP, Long.BYTES, record.timestamp());
	}

}
