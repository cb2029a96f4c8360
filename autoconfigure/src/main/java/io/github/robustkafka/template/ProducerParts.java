package io.github.robustkafka.template;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeanUtils;
import org.springframework.kafka.core.ProducerFactory;
import org.springframework.util.Assert;
import org.springframework.util.ClassUtils;

import io.github.robustkafka.producer.RecordLimits;

/**
 * What a {@code ProducerFactory} says about the sender's side: serializers, interceptors
 * and limits. An instance that the factory holds wins over a class in its configuration,
 * as with the factory's own producers.
 */
public final class ProducerParts {

	private static final int DEFAULT_MAX_REQUEST_SIZE = 1024 * 1024;

	private static final long DEFAULT_BUFFER_MEMORY = 32L * 1024 * 1024;

	private final Map<String, Object> config;

	/**
	 * Creates the view of a factory's configuration.
	 * @param config configuration of its producers
	 */
	public ProducerParts(Map<String, Object> config) {
		this.config = config;
	}

	/**
	 * The serializer of keys: an instance that the factory holds, configured as the
	 * factory does it, or a configured one of the class in its configuration.
	 * @param <K> type of keys
	 * @param <V> type of values
	 * @param factory the factory
	 * @return the serializer
	 */
	public <K, V> Serializer<K> keySerializer(ProducerFactory<K, V> factory) {
		Serializer<K> configured = factory.getKeySerializer();
		return serializer((configured != null) ? () -> configured : factory.getKeySerializerSupplier(),
				ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, true);
	}

	/**
	 * The serializer of values, found as that of keys.
	 * @param <K> type of keys
	 * @param <V> type of values
	 * @param factory the factory
	 * @return the serializer
	 */
	public <K, V> Serializer<V> valueSerializer(ProducerFactory<K, V> factory) {
		Serializer<V> configured = factory.getValueSerializer();
		return serializer((configured != null) ? () -> configured : factory.getValueSerializerSupplier(),
				ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, false);
	}

	private <T> Serializer<T> serializer(@Nullable Supplier<@Nullable Serializer<T>> supplier, String key,
			boolean isKey) {
		Serializer<T> given = (supplier != null) ? supplier.get() : null;
		if (given != null) {
			return given;
		}
		Object configured = this.config.get(key);
		Assert.state(configured != null, () -> "The ProducerFactory has no '" + key + "'");
		Serializer<T> serializer = instantiate(configured);
		serializer.configure(this.config, isKey);
		return serializer;
	}

	<K, V> List<ProducerInterceptor<K, V>> interceptors() {
		Object configured = this.config.get(ProducerConfig.INTERCEPTOR_CLASSES_CONFIG);
		if (configured == null) {
			return List.of();
		}
		Collection<?> classes = (configured instanceof Collection<?> collection) ? collection
				: Arrays.asList(configured.toString().trim().split("\\s*,\\s*"));
		return classes.stream().filter((type) -> !"".equals(type)).map(this::<K, V>interceptor).toList();
	}

	private <K, V> ProducerInterceptor<K, V> interceptor(Object type) {
		ProducerInterceptor<K, V> interceptor = instantiate(type);
		interceptor.configure(this.config);
		return interceptor;
	}

	@SuppressWarnings("unchecked")
	private static <T> T instantiate(Object type) {
		Class<?> resolved = (type instanceof Class<?> given) ? given
				: ClassUtils.resolveClassName(type.toString(), ClassUtils.getDefaultClassLoader());
		return (T) BeanUtils.instantiateClass(resolved);
	}

	RecordLimits limits() {
		return new RecordLimits((int) number(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, DEFAULT_MAX_REQUEST_SIZE),
				bufferMemory());
	}

	/**
	 * The memory that a producer has for records which were not sent.
	 * @return bytes
	 */
	public long bufferMemory() {
		return number(ProducerConfig.BUFFER_MEMORY_CONFIG, DEFAULT_BUFFER_MEMORY);
	}

	private long number(String key, long byDefault) {
		Object value = this.config.get(key);
		return (value != null) ? Long.parseLong(value.toString().trim()) : byDefault;
	}

}
