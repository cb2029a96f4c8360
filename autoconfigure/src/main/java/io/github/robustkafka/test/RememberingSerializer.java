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

	private final Memory memory;

	RememberingSerializer(Serializer<T> delegate, boolean configured, Memory memory) {
		this.delegate = delegate;
		this.configured = configured;
		this.memory = memory;
	}

	@Override
	public void configure(Map<String, ?> configs, boolean isKey) {
		if (!this.configured) {
			this.delegate.configure(configs, isKey);
		}
	}

	@Override
	public byte @Nullable [] serialize(String topic, @Nullable T data) {
		return remember(topic, data, this.delegate.serialize(topic, data));
	}

	@Override
	public byte @Nullable [] serialize(String topic, Headers headers, @Nullable T data) {
		return remember(topic, data, this.delegate.serialize(topic, headers, data));
	}

	private byte @Nullable [] remember(String topic, @Nullable T data, byte @Nullable [] bytes) {
		if (data != null && bytes != null && data != bytes) {
			this.memory.remember(topic, bytes, data);
		}
		return bytes;
	}

	@Override
	public void close() {
		this.delegate.close();
	}

	/**
	 * Keeps what bytes were made of.
	 */
	interface Memory {

		void remember(String topic, byte[] bytes, Object object);

	}

}
