package io.github.robustkafka.test;

import java.util.Map;

import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Serializes as another one does, and keeps what the bytes were made of.
 *
 * @param <T> type of what is serialized
 */
final class RememberingSerializer<T> implements Serializer<T> {

	private final Serializer<T> delegate;

	private final boolean configured;

	private final Map<byte[], Object> objects;

	RememberingSerializer(Serializer<T> delegate, boolean configured, Map<byte[], Object> objects) {
		this.delegate = delegate;
		this.configured = configured;
		this.objects = objects;
	}

	@Override
	public void configure(Map<String, ?> configs, boolean isKey) {
		if (!this.configured) {
			this.delegate.configure(configs, isKey);
		}
	}

	@Override
	public byte @Nullable [] serialize(String topic, @Nullable T data) {
		return remember(data, this.delegate.serialize(topic, data));
	}

	@Override
	public byte @Nullable [] serialize(String topic, Headers headers, @Nullable T data) {
		return remember(data, this.delegate.serialize(topic, headers, data));
	}

	private byte @Nullable [] remember(@Nullable T data, byte @Nullable [] bytes) {
		if (data != null && bytes != null && data != bytes) {
			this.objects.put(bytes, data);
		}
		return bytes;
	}

	@Override
	public void close() {
		this.delegate.close();
	}

}
