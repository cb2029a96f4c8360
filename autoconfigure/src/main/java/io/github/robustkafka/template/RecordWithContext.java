package io.github.robustkafka.template;

import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A record on its way through {@code KafkaTemplate} with the context of its send.
 *
 * @param <K> type of keys
 * @param <V> type of values
 */
final class RecordWithContext<K, V> extends ProducerRecord<K, V> {

	private final String context;

	RecordWithContext(ProducerRecord<K, V> record, String context) {
		super(record.topic(), record.partition(), record.timestamp(), record.key(), record.value(), record.headers());
		this.context = context;
	}

	String context() {
		return this.context;
	}

	@Override
	public boolean equals(Object other) {
		return super.equals(other);
	}

	@Override
	public int hashCode() {
		return super.hashCode();
	}

}
