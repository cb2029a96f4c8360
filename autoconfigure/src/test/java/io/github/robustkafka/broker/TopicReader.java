package io.github.robustkafka.broker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * What is in a topic: all records of all partitions, from the beginning up to the end
 * that the topic has when reading begins. Records of one partition come in its order;
 * those of transactions that were aborted do not come.
 */
public final class TopicReader {

	private static final Duration POLL = Duration.ofMillis(200);

	private static final Duration LONGEST_SILENCE = Duration.ofSeconds(60);

	private final List<ConsumerRecord<byte @Nullable [], byte @Nullable []>> records;

	private TopicReader(List<ConsumerRecord<byte @Nullable [], byte @Nullable []>> records) {
		this.records = records;
	}

	/**
	 * Reads a topic into memory.
	 * @param broker a running broker
	 * @param topic name
	 * @return what is in it
	 */
	public static TopicReader read(BrokerProcess broker, String topic) {
		return read(broker.clientProperties(), topic);
	}

	/**
	 * Reads a topic into memory.
	 * @param clientProperties what a client needs to reach the broker
	 * @param topic name
	 * @return what is in it
	 */
	public static TopicReader read(Map<String, Object> clientProperties, String topic) {
		List<ConsumerRecord<byte @Nullable [], byte @Nullable []>> records = new ArrayList<>();
		forEach(clientProperties, topic, records::add);
		return new TopicReader(records);
	}

	/**
	 * Compares a topic that is too large for memory with what was sent.
	 * @param broker a running broker
	 * @param topic name
	 * @param sent the records in the order in which they were sent
	 * @return what became of them
	 */
	public static DeliveryReport compare(BrokerProcess broker, String topic, List<SentRecord> sent) {
		DeliveryCheck check = new DeliveryCheck(sent);
		forEach(broker.clientProperties(), topic,
				(record) -> check.delivered(record.partition(), SentRecord.of(record)));
		return check.report();
	}

	/**
	 * The records with their headers.
	 * @return the records, each partition in its order
	 */
	public List<ConsumerRecord<byte @Nullable [], byte @Nullable []>> records() {
		return this.records;
	}

	/**
	 * Compares with what was sent, by {@link SentRecord#of(ConsumerRecord)}.
	 * @param sent the records in the order in which they were sent
	 * @return what became of them
	 */
	public DeliveryReport compareWith(List<SentRecord> sent) {
		return compareWith(sent, SentRecord::of);
	}

	/**
	 * Compares with what was sent.
	 * @param sent the records in the order in which they were sent; the order of records
	 * of different keys does not matter
	 * @param identity tells which record it is
	 * @return what became of them
	 */
	public DeliveryReport compareWith(List<SentRecord> sent,
			Function<ConsumerRecord<byte @Nullable [], byte @Nullable []>, SentRecord> identity) {
		DeliveryCheck check = new DeliveryCheck(sent);
		this.records.forEach((record) -> check.delivered(record.partition(), identity.apply(record)));
		return check.report();
	}

	private static void forEach(Map<String, Object> clientProperties, String topic,
			Consumer<ConsumerRecord<byte @Nullable [], byte @Nullable []>> action) {
		Map<String, Object> properties = new HashMap<>(clientProperties);
		properties.put("isolation.level", "read_committed");
		properties.put("enable.auto.commit", false);
		properties.put("allow.auto.create.topics", false);
		try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(),
				new ByteArrayDeserializer())) {
			List<TopicPartition> partitions = consumer.partitionsFor(topic)
				.stream()
				.map((partition) -> new TopicPartition(topic, partition.partition()))
				.toList();
			consumer.assign(partitions);
			consumer.seekToBeginning(partitions);
			readUntil(consumer.endOffsets(partitions), consumer, action);
		}
	}

	/**
	 * Goes by the consumer's positions: where records were aborted or compacted, offsets
	 * have gaps.
	 */
	private static void readUntil(Map<TopicPartition, Long> ends, KafkaConsumer<byte[], byte[]> consumer,
			Consumer<ConsumerRecord<byte @Nullable [], byte @Nullable []>> action) {
		long latest = System.nanoTime();
		while (ends.entrySet().stream().anyMatch((end) -> consumer.position(end.getKey()) < end.getValue())) {
			ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
			polled.forEach((record) -> {
				if (record.offset() < ends.get(new TopicPartition(record.topic(), record.partition()))) {
					action.accept(record);
				}
			});
			if (!polled.isEmpty()) {
				latest = System.nanoTime();
			}
			if (System.nanoTime() - latest > LONGEST_SILENCE.toNanos()) {
				throw new IllegalStateException("No record for %s; ends are %s".formatted(LONGEST_SILENCE, ends));
			}
		}
	}

}
