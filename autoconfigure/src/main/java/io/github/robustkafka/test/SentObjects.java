package io.github.robustkafka.test;

import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;

import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;

import io.github.robustkafka.template.ProducerParts;

/**
 * Remembers for the bytes in the outbox which objects they were made of, by wrapping the
 * serializers of all {@code DefaultKafkaProducerFactory} beans. Arrays are equal only to
 * themselves, so that is exact as long as a serializer makes a new array each time.
 */
final class SentObjects implements BeanPostProcessor {

	private final Map<byte[], Object> objects = Collections.synchronizedMap(new WeakHashMap<>());

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof DefaultKafkaProducerFactory<?, ?> factory) {
			watch(factory);
		}
		return bean;
	}

	private <K, V> void watch(DefaultKafkaProducerFactory<K, V> factory) {
		ProducerParts parts = new ProducerParts(factory.getConfigurationProperties());
		boolean keyGiven = factory.getKeySerializer() != null;
		boolean valueGiven = factory.getValueSerializer() != null;
		Serializer<K> key = new RememberingSerializer<>(parts.keySerializer(factory), !keyGiven, this.objects);
		Serializer<V> value = new RememberingSerializer<>(parts.valueSerializer(factory), !valueGiven, this.objects);
		factory.setKeySerializerSupplier(() -> key);
		factory.setValueSerializerSupplier(() -> value);
	}

	/**
	 * The object that was serialized to these bytes.
	 * @return null for null, and the bytes themselves if no object is known
	 */
	@Nullable Object of(byte @Nullable [] bytes) {
		return (bytes != null) ? this.objects.getOrDefault(bytes, bytes) : null;
	}

}
