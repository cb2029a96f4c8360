package io.github.robustkafka.test;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;

import io.github.robustkafka.template.ProducerParts;

/**
 * Remembers for the bytes in the outbox which objects they were made of, by wrapping the
 * serializers of all {@code DefaultKafkaProducerFactory} beans. Of two objects of one
 * topic that make the same bytes it knows the later one.
 */
final class SentObjects implements BeanPostProcessor {

	private final Map<Sent, Object> objects = new ConcurrentHashMap<>();

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
		Serializer<K> key = new RememberingSerializer<>(parts.keySerializer(factory), !keyGiven,
				(topic, bytes, object) -> this.objects.put(Sent.of(topic, true, bytes), object));
		Serializer<V> value = new RememberingSerializer<>(parts.valueSerializer(factory), !valueGiven,
				(topic, bytes, object) -> this.objects.put(Sent.of(topic, false, bytes), object));
		factory.setKeySerializerSupplier(() -> key);
		factory.setValueSerializerSupplier(() -> value);
	}

	/**
	 * The object that was serialized to this key.
	 * @return null for null, and the bytes themselves if no object is known
	 */
	@Nullable Object ofKey(String topic, byte @Nullable [] key) {
		return (key != null) ? this.objects.getOrDefault(Sent.of(topic, true, key), key) : null;
	}

	/**
	 * The object that was serialized to this value.
	 * @return null for null, and the bytes themselves if no object is known
	 */
	@Nullable Object ofValue(String topic, byte @Nullable [] value) {
		return (value != null) ? this.objects.getOrDefault(Sent.of(topic, false, value), value) : null;
	}

	void reset() {
		this.objects.clear();
	}

	/**
	 * Bytes that were made of an object.
	 */
	private record Sent(String topic, boolean key, ByteBuffer bytes) {

		private static Sent of(String topic, boolean key, byte[] bytes) {
			return new Sent(topic, key, ByteBuffer.wrap(bytes.clone()));
		}

	}

}
