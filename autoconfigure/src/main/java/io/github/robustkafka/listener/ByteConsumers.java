package io.github.robustkafka.listener;

import java.util.HashMap;
import java.util.Map;

import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;

/**
 * Consumers as the application's, that leave keys and values as bytes. A listener reads
 * them on its own threads: what cannot be read fails one record, not the consumer, and
 * goes on byte for byte.
 */
final class ByteConsumers {

	private ByteConsumers() {
	}

	/**
	 * Derives a factory.
	 */
	@SuppressWarnings({ "unchecked", "rawtypes" })
	static ConsumerFactory<Object, Object> of(ConsumerFactory<Object, Object> application) {
		Map<String, Object> config = new HashMap<>(application.getConfigurationProperties());
		config.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
		config.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
		config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
		DefaultKafkaConsumerFactory factory = new DefaultKafkaConsumerFactory<>(config, new ByteArrayDeserializer(),
				new ByteArrayDeserializer());
		application.getListeners().forEach(factory::addListener);
		application.getPostProcessors().forEach(factory::addPostProcessor);
		return factory;
	}

}
