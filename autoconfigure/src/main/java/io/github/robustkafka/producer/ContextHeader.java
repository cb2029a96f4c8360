package io.github.robustkafka.producer;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Carries the context of a send through code that knows records only, such as
 * interceptors that make a new one. Taken off before the record is journaled. Its name is
 * new in each process, so that a header from elsewhere cannot be taken for it.
 */
public final class ContextHeader {

	static final String NAME = "robust-context-" + UUID.randomUUID();

	private ContextHeader() {
	}

	/**
	 * Makes a record with a context.
	 * @param <K> type of keys
	 * @param <V> type of values
	 * @param record the record, left as it is
	 * @param context the context
	 * @return a new record
	 */
	public static <K, V> ProducerRecord<K, V> addedTo(ProducerRecord<K, V> record, String context) {
		ProducerRecord<K, V> copy = new ProducerRecord<>(record.topic(), record.partition(), record.timestamp(),
				record.key(), record.value(), record.headers());
		copy.headers().add(NAME, context.getBytes(StandardCharsets.UTF_8));
		return copy;
	}

	static @Nullable String in(Headers headers) {
		Header header = headers.lastHeader(NAME);
		return (header != null) ? new String(header.value(), StandardCharsets.UTF_8) : null;
	}

}
