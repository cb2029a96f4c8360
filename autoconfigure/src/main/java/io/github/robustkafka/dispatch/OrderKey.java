package io.github.robustkafka.dispatch;

import java.nio.ByteBuffer;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What records that are handled one after the other have in common.
 *
 * @param scope topic, partition or the kind of identity
 * @param value key or identity within the scope
 */
record OrderKey(Object scope, Object value) {

	private static final Object IDENTITY = "identity";

	/**
	 * Returns the key, or null if the record has no order.
	 */
	static @Nullable OrderKey of(ConsumerRecord<byte[], byte[]> record, DispatchSettings settings) {
		if (settings.ordering() == Ordering.PARTITION) {
			return new OrderKey(new TopicPartition(record.topic(), record.partition()), "");
		}
		if (settings.ordering() == Ordering.KEY && record.key() != null) {
			return new OrderKey(settings.topicFamily().apply(record.topic()), ByteBuffer.wrap(record.key()));
		}
		Object identity = settings.identity().of(record);
		return (identity != null) ? new OrderKey(IDENTITY, identity) : null;
	}

}
