package io.github.robustkafka.listener;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Stands for a record in Spring's container. An acknowledgment keeps the record that it
 * is for, and may wait behind an unfinished one for long: so that one has the place only,
 * and the bytes are gone once they are taken over.
 */
final class HandedOver extends ConsumerRecord<byte[], byte[]> {

	private @Nullable ConsumerRecord<byte[], byte[]> record;

	@SuppressWarnings("NullAway") // Kafka's records may have neither key nor value.
	HandedOver(ConsumerRecord<byte[], byte[]> record) {
		super(record.topic(), record.partition(), record.offset(), null, null);
		this.record = record;
	}

	/** Returns the record itself, the first time. */
	ConsumerRecord<byte[], byte[]> take() {
		ConsumerRecord<byte[], byte[]> taken = this.record;
		if (taken == null) {
			throw new IllegalStateException("%s-%d@%d was taken over".formatted(topic(), partition(), offset()));
		}
		this.record = null;
		return taken;
	}

}
