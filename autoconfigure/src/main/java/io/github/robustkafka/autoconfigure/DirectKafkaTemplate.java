package io.github.robustkafka.autoconfigure;

import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.core.ProducerFactory;

/**
 * A plain template that passes the outbox by on purpose.
 *
 * @param <K> type of keys
 * @param <V> type of values
 */
final class DirectKafkaTemplate<K, V> extends KafkaTemplate<K, V> {

	DirectKafkaTemplate(ProducerFactory<K, V> producerFactory) {
		super(producerFactory);
	}

}
