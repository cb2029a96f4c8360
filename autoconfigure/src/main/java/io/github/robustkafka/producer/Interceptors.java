package io.github.robustkafka.producer;

import java.util.List;

import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The application's producer interceptors. They see typed records, once a send; what they
 * throw is logged and changes nothing, as with Kafka's own producer.
 *
 * @param <K> type of keys
 * @param <V> type of values
 */
final class Interceptors<K, V> {

	private static final Logger logger = LoggerFactory.getLogger(Interceptors.class);

	private final List<ProducerInterceptor<K, V>> chain;

	Interceptors(List<ProducerInterceptor<K, V>> chain) {
		this.chain = List.copyOf(chain);
	}

	ProducerRecord<K, V> onSend(ProducerRecord<K, V> record) {
		ProducerRecord<K, V> current = record;
		for (ProducerInterceptor<K, V> interceptor : this.chain) {
			try {
				current = interceptor.onSend(current);
			}
			catch (Exception ex) {
				logger.warn("A producer interceptor failed in onSend for topic '{}'.", record.topic(), ex);
			}
		}
		return current;
	}

	void onAcknowledgement(@Nullable RecordMetadata metadata, @Nullable Exception failure) {
		for (ProducerInterceptor<K, V> interceptor : this.chain) {
			try {
				interceptor.onAcknowledgement(metadata, failure);
			}
			catch (Exception ex) {
				logger.warn("A producer interceptor failed in onAcknowledgement.", ex);
			}
		}
	}

	void onSendError(ProducerRecord<K, V> record, Exception failure) {
		if (!this.chain.isEmpty()) {
			Integer partition = record.partition();
			TopicPartition where = new TopicPartition(record.topic(),
					(partition != null) ? partition : RecordMetadata.UNKNOWN_PARTITION);
			onAcknowledgement(new RecordMetadata(where, -1, -1, -1, -1, -1), failure);
		}
	}

	void close() {
		for (ProducerInterceptor<K, V> interceptor : this.chain) {
			try {
				interceptor.close();
			}
			catch (Exception ex) {
				logger.warn("A producer interceptor could not be closed.", ex);
			}
		}
	}

}
