package io.github.robustkafka.producer;

import java.time.Clock;
import java.util.UUID;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

import io.github.robustkafka.RobustKafkaHeaders;
import io.github.robustkafka.outbox.OutboxHeaders;
import io.github.robustkafka.outbox.OutboxRecord;

/**
 * Checks and serializes a record in the sender's thread; what can be known to be wrong is
 * refused here, before anything is kept.
 *
 * @param <K> type of keys
 * @param <V> type of values
 */
final class RecordEncoder<K, V> {

	private final Serializer<K> keySerializer;

	private final Serializer<V> valueSerializer;

	private final RecordLimits limits;

	private final Clock clock;

	private final RecordIds recordIds;

	RecordEncoder(Serializer<K> keySerializer, Serializer<V> valueSerializer, RecordLimits limits, Clock clock) {
		this.keySerializer = keySerializer;
		this.valueSerializer = valueSerializer;
		this.limits = limits;
		this.clock = clock;
		this.recordIds = new RecordIds(clock);
	}

	OutboxRecord encode(ProducerRecord<K, V> record, @Nullable UUID recordId, @Nullable String context) {
		checkTopic(record.topic());
		Headers headers = record.headers();
		byte[] key = serialize(this.keySerializer, "key", record.topic(), headers, record.key());
		byte[] value = serialize(this.valueSerializer, "value", record.topic(), headers, record.value());
		String fromHeader = ContextHeader.in(headers);
		OutboxRecord encoded = new OutboxRecord((recordId != null) ? recordId : this.recordIds.next(), record.topic(),
				record.partition(), key, value, encode(headers),
				(record.timestamp() != null) ? record.timestamp() : this.clock.millis(),
				(context != null) ? context : fromHeader);
		checkSize(encoded);
		return encoded;
	}

	private static void checkTopic(String topic) {
		String wrong = TopicNames.whatIsWrongWith(topic);
		if (wrong != null) {
			throw new InvalidTopicException(
					"Topic name '%s' is not valid: %s. Nothing was kept.".formatted(topic, wrong));
		}
	}

	/**
	 * What a serializer returns may still be the caller's own array, or one that it uses
	 * again: the record gets a copy, as it would in Kafka's producer.
	 */
	private static <T> byte @Nullable [] serialize(Serializer<T> serializer, String what, String topic, Headers headers,
			@Nullable T object) {
		try {
			byte[] bytes = serializer.serialize(topic, headers, object);
			return (bytes != null) ? bytes.clone() : null;
		}
		catch (ClassCastException ex) {
			throw new SerializationException(
					"The %s of class %s cannot be serialized by %s; nothing was kept.".formatted(what,
							(object != null) ? object.getClass().getName() : "null", serializer.getClass().getName()),
					ex);
		}
	}

	private static OutboxHeaders encode(Headers headers) {
		OutboxHeaders.Builder builder = null;
		for (Header header : headers) {
			if (!RobustKafkaHeaders.RECORD_ID.equals(header.key()) && !ContextHeader.NAME.equals(header.key())) {
				builder = (builder != null) ? builder : OutboxHeaders.builder();
				builder.add(header.key(), header.value());
			}
		}
		return (builder != null) ? builder.build() : OutboxHeaders.NONE;
	}

	private void checkSize(OutboxRecord record) {
		int size = RecordSize.inRequest(record);
		if (size > this.limits.maxRequestSize()) {
			throw tooLarge(record, size, "max.request.size", this.limits.maxRequestSize());
		}
		if (size > this.limits.bufferMemory()) {
			throw tooLarge(record, size, "buffer.memory", this.limits.bufferMemory());
		}
	}

	private static RecordTooLargeException tooLarge(OutboxRecord record, int size, String setting, long limit) {
		return new RecordTooLargeException(
				"A record for topic '%s' is %d bytes large with its headers; the producer's %s allows %d. Nothing was kept. Send less at once, or raise %s and the topic's max.message.bytes."
					.formatted(record.topic(), size, setting, limit, setting));
	}

	void close() {
		this.keySerializer.close();
		this.valueSerializer.close();
	}

}
