package io.github.robustkafka.benchmark.latency;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A consumer on a thread of its own that reports when it got which record. The number of
 * a record stands in the first bytes of its value.
 */
final class Receiver implements AutoCloseable {

	private static final Duration POLL = Duration.ofMillis(100);

	private final KafkaConsumer<byte[], byte[]> consumer;

	private final Thread thread;

	private final CountDownLatch started = new CountDownLatch(1);

	private volatile boolean closed;

	private volatile Arrivals arrivals = (number) -> {
	};

	Receiver(String address, String topic) throws InterruptedException {
		this.consumer = new KafkaConsumer<>(
				Map.of("bootstrap.servers", address, "group.id", "latency", "enable.auto.commit", false),
				new ByteArrayDeserializer(), new ByteArrayDeserializer());
		List<TopicPartition> partitions = this.consumer.partitionsFor(topic)
			.stream()
			.map((partition) -> new TopicPartition(topic, partition.partition()))
			.toList();
		this.consumer.assign(partitions);
		this.consumer.seekToEnd(partitions);
		partitions.forEach(this.consumer::position);
		this.thread = new Thread(this::work, "receiver");
		this.thread.start();
		this.started.await();
	}

	void report(Arrivals arrivals) {
		this.arrivals = arrivals;
	}

	private void work() {
		this.started.countDown();
		while (!this.closed) {
			for (ConsumerRecord<byte[], byte[]> record : this.consumer.poll(POLL)) {
				this.arrivals.received(ByteBuffer.wrap(record.value()).getLong());
			}
		}
		this.consumer.close();
	}

	@Override
	public void close() throws InterruptedException {
		this.closed = true;
		this.thread.join();
	}

	/**
	 * Is told what arrived.
	 */
	interface Arrivals {

		void received(long number);

	}

}
