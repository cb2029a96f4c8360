package io.github.robustkafka.relay;

import java.nio.charset.StandardCharsets;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;

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
		RecordHeaders headers = new RecordHeaders();
		record.headers().forEach(headers::add);
		headers.add(RobustKafkaHeaders.RECORD_ID, record.recordId().toString().getBytes(StandardCharsets.US_ASCII));
		return new ProducerRecord<>(record.topic(), record.partition(), record.timestamp(), record.key(),
				record.value(), headers);
	}

}
