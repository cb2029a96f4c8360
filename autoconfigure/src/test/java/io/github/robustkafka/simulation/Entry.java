package io.github.robustkafka.simulation;

import java.util.Arrays;
import java.util.UUID;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

import io.github.robustkafka.RobustKafkaHeaders;
import io.github.robustkafka.outbox.OutboxHeaders;
import io.github.robustkafka.outbox.OutboxRecord;

/**
 * A record as Kafka sees it, with the record id that it carries.
 *
 * @param recordId what its last header says
 * @param record the record
 * @param size its size in bytes
 */
record Entry(UUID recordId, ProducerRecord<byte[], byte[]> record, int size) {

	static Entry of(ProducerRecord<byte[], byte[]> record) {
		Header[] headers = record.headers().toArray();
		Header last = headers[headers.length - 1];
		if (!last.key().equals(RobustKafkaHeaders.RECORD_ID)) {
			throw new IllegalStateException("The last header is not the record id");
		}
		int size = length(record.key()) + length(record.value()) + 60;
		return new Entry(UUID.fromString(new String(last.value())), record, size);
	}

	private static int length(byte[] bytes) {
		return (bytes != null) ? bytes.length : 0;
	}

	/**
	 * Whether this is byte for byte what was sent.
	 */
	boolean isSameAs(OutboxRecord sent) {
		return sent.topic().equals(this.record.topic())
				&& (sent.partition() == null || sent.partition().equals(this.record.partition()))
				&& sent.timestamp() == this.record.timestamp() && Arrays.equals(sent.key(), this.record.key())
				&& Arrays.equals(sent.value(), this.record.value())
				&& Arrays.equals(sent.headers().bytes(), headersWithoutId());
	}

	private byte[] headersWithoutId() {
		Header[] headers = this.record.headers().toArray();
		OutboxHeaders.Builder builder = OutboxHeaders.builder();
		for (int i = 0; i < headers.length - 1; i++) {
			builder.add(headers[i].key(), headers[i].value());
		}
		return builder.build().bytes();
	}

}
