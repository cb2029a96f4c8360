package io.github.robustkafka.listener;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

import org.springframework.core.log.LogAccessor;
import org.springframework.kafka.support.KafkaHeaders;
import org.springframework.kafka.support.serializer.DeserializationException;
import org.springframework.kafka.support.serializer.SerializationUtils;

/**
 * Reads keys and values as the application has configured it. For one thread at a time.
 */
final class Deserializers implements AutoCloseable {

	private static final LogAccessor logger = new LogAccessor(Deserializers.class);

	private final Deserializer<?> key;

	private final Deserializer<?> value;

	Deserializers(Deserializer<?> key, Deserializer<?> value) {
		this.key = key;
		this.value = value;
	}

	/**
	 * Returns the record as the application sees it. The original's headers are not
	 * touched.
	 * @param call number of the call, for the header of that name
	 * @throws DeserializationException if the bytes cannot be read
	 */
	ConsumerRecord<Object, Object> read(ConsumerRecord<byte[], byte[]> record, int call) {
		Headers headers = new RecordHeaders(record.headers());
		headers.remove(KafkaHeaders.DELIVERY_ATTEMPT);
		headers.add(KafkaHeaders.DELIVERY_ATTEMPT, java.nio.ByteBuffer.allocate(Integer.BYTES).putInt(call).array());
		Object readKey = read(this.key, record.topic(), headers, record.key(), true);
		Object readValue = read(this.value, record.topic(), headers, record.value(), false);
		ConsumerRecord<Object, Object> read = new ConsumerRecord<>(record.topic(), record.partition(), record.offset(),
				record.timestamp(), record.timestampType(), record.serializedKeySize(), record.serializedValueSize(),
				readKey, readValue, headers, record.leaderEpoch());
		// An ErrorHandlingDeserializer puts what went wrong into a header.
		refuse(read, SerializationUtils.KEY_DESERIALIZER_EXCEPTION_HEADER, readKey);
		refuse(read, SerializationUtils.VALUE_DESERIALIZER_EXCEPTION_HEADER, readValue);
		return read;
	}

	private static void refuse(ConsumerRecord<Object, Object> record, String header, @Nullable Object read) {
		if (read == null) {
			DeserializationException failure = SerializationUtils.getExceptionFromHeader(record, header, logger);
			if (failure != null) {
				throw failure;
			}
		}
	}

	private static @Nullable Object read(Deserializer<?> deserializer, String topic, Headers headers,
			byte @Nullable [] bytes, boolean isKey) {
		if (bytes == null) {
			return null;
		}
		try {
			return deserializer.deserialize(topic, headers, bytes);
		}
		catch (DeserializationException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw new DeserializationException("The %s cannot be read with %s".formatted(isKey ? "key" : "value",
					deserializer.getClass().getName()), bytes, isKey, ex);
		}
	}

	@Override
	public void close() {
		this.key.close();
		this.value.close();
	}

}
