package io.github.robustkafka.test;

import java.util.HashMap;
import java.util.Map;

import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

import io.github.robustkafka.relay.ProducerSource;

/**
 * Stands for Kafka, without a network: takes as many records as it is told to, answers
 * each at once, and can be down or refuse topics. It knows every topic and partition, and
 * forgets the records. Safe for any thread.
 */
final class ModelBroker implements ProducerSource {

	private final Map<TopicPartition, Long> offsets = new HashMap<>();

	private final Map<String, Exception> refusals = new HashMap<>();

	private boolean down;

	private int admitted;

	@Override
	public Producer<byte[], byte[]> create() {
		return new ModelProducer(this);
	}

	/**
	 * How many records it takes from now on.
	 */
	synchronized void admit(int count) {
		this.admitted = count;
	}

	synchronized void down(boolean down) {
		this.down = down;
	}

	synchronized void refuse(String topic, Exception failure) {
		this.refusals.put(topic, failure);
	}

	synchronized void accept(String topic) {
		this.refusals.remove(topic);
	}

	synchronized void reset() {
		this.down = false;
		this.refusals.clear();
		this.offsets.clear();
	}

	/**
	 * Why it does not take a record now, as Kafka's producer would say it; a record that
	 * is not admitted finds the memory of the producer full.
	 * @return null if it takes it
	 */
	synchronized @Nullable Exception refusal(ProducerRecord<byte[], byte[]> record) {
		if (this.admitted == 0) {
			return new BufferExhaustedException("The test has not asked for this record");
		}
		this.admitted--;
		if (this.down) {
			return new TimeoutException("The broker is down because the test wants it");
		}
		return this.refusals.get(record.topic());
	}

	synchronized RecordMetadata append(ProducerRecord<byte[], byte[]> record) {
		Integer asked = record.partition();
		TopicPartition partition = new TopicPartition(record.topic(), (asked != null) ? asked : 0);
		long offset = this.offsets.merge(partition, 1L, Long::sum) - 1;
		return new RecordMetadata(partition, offset, 0, record.timestamp(), length(record.key()),
				length(record.value()));
	}

	private static int length(byte @Nullable [] bytes) {
		return (bytes != null) ? bytes.length : -1;
	}

}
