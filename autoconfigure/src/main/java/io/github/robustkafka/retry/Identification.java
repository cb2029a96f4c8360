package io.github.robustkafka.retry;

import org.apache.kafka.clients.consumer.ConsumerRecord;

import io.github.robustkafka.inbox.RecordIdentity;

/**
 * Tells by its headers and its place which record a received one is.
 */
final class Identification {

	private Identification() {
	}

	static RecordIdentity of(ConsumerRecord<byte[], byte[]> record, Received received) {
		String id = new ControlHeaders(record.headers()).recordId();
		Origin origin = received.origin();
		return (id != null) ? new RecordIdentity.Id(origin.topic(), id) : new RecordIdentity.Place(origin.topic(),
				origin.partition(), origin.offset(), originalTimestamp(record, received));
	}

	/** When the record was sent to the main topic at first. */
	static long originalTimestamp(ConsumerRecord<byte[], byte[]> record, Received received) {
		return received.isFirst() ? record.timestamp() : new ControlHeaders(record.headers())
			.number(ControlHeaders.ORIGINAL_TIMESTAMP, Long.BYTES, record.timestamp());
	}

}
