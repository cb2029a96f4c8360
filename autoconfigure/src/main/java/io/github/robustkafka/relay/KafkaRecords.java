package io.github.robustkafka.relay;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

import io.github.robustkafka.RobustKafkaHeaders;
import io.github.robustkafka.outbox.OutboxRecord;

/**
 * Turns a record of the outbox into one for Kafka: the same fields, with the record id as
 * its last header.
 */
final class KafkaRecords {

	private KafkaRecords() {
	}

	static ProducerRecord<byte[], byte[]> toKafka(OutboxRecord record) {
		List<Header> headers = new ArrayList<>(1);
		record.headers().forEach((key, value) -> headers.add(new RecordHeader(key, value)));
		byte[] recordId = record.recordId().toString().getBytes(StandardCharsets.US_ASCII);
		headers.add(new RecordHeader(RobustKafkaHeaders.RECORD_ID, recordId));
		return new ProducerRecord<>(record.topic(), record.partition(), record.timestamp(), record.key(),
				record.value(), headers);
	}

}
