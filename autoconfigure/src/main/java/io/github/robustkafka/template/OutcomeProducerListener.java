package io.github.robustkafka.template;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

import org.springframework.kafka.support.LoggingProducerListener;
import org.springframework.kafka.support.ProducerListener;

import io.github.robustkafka.outbox.OutboxClosedException;

/**
 * Tells the application's listener of outcomes only: a record that is still pending when
 * the outbox closes has no outcome yet, and there may be very many of them. Spring
 * Kafka's own logging listener is kept from writing keys and payloads to the log.
 *
 * @param <K> type of keys
 * @param <V> type of values
 */
final class OutcomeProducerListener<K, V> implements ProducerListener<K, V> {

	private final ProducerListener<K, V> delegate;

	OutcomeProducerListener(ProducerListener<K, V> delegate) {
		this.delegate = (delegate.getClass() == LoggingProducerListener.class) ? withoutContents() : delegate;
	}

	private static <K, V> ProducerListener<K, V> withoutContents() {
		LoggingProducerListener<K, V> listener = new LoggingProducerListener<>();
		listener.setIncludeContents(false);
		return listener;
	}

	@Override
	public void onSuccess(ProducerRecord<K, V> record, RecordMetadata metadata) {
		this.delegate.onSuccess(record, metadata);
	}

	@Override
	public void onError(ProducerRecord<K, V> record, @Nullable RecordMetadata metadata, Exception exception) {
		if (!(exception instanceof OutboxClosedException)) {
			this.delegate.onError(record, metadata, exception);
		}
	}

}
