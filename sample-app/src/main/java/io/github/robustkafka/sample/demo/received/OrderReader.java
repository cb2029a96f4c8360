package io.github.robustkafka.sample.demo.received;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.robustkafka.sample.demo.run.DemoOrder;
import io.github.robustkafka.sample.demo.run.DemoRun;
import io.github.robustkafka.sample.demo.run.Lane;
import io.github.robustkafka.sample.demo.run.Mishap;

/**
 * Reads both topics from their beginning, in a thread of its own, and counts the orders
 * of one run; a few robust ones it sends a second time. Broker outages only make it wait.
 */
public final class OrderReader implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(OrderReader.class);

	private static final Duration POLL = Duration.ofMillis(100);

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private final DemoRun run;

	private final Map<Lane, Arrivals> arrivals = new EnumMap<>(Lane.class);

	private final AtomicInteger copiesReceived = new AtomicInteger();

	private final Copies copies;

	private final AtomicReference<@Nullable CompletableFuture<Boolean>> wish = new AtomicReference<>();

	private final KafkaConsumer<String, String> consumer;

	private final Thread thread = new Thread(this::readUntilClosed, "demo-reader");

	/**
	 * Starts to read.
	 * @param run the run whose orders count
	 * @param broker host and port
	 */
	public OrderReader(DemoRun run, String broker) {
		this.run = run;
		Arrays.stream(Lane.values()).forEach((lane) -> this.arrivals.put(lane, new Arrivals()));
		this.copies = new Copies(broker);
		this.consumer = new KafkaConsumer<>(
				Map.of("bootstrap.servers", broker, "client.id", "demo-reader", "enable.auto.commit", false),
				new StringDeserializer(), new StringDeserializer());
		this.thread.setDaemon(true);
		this.thread.start();
	}

	public int received(Lane lane) {
		return arrivals(lane).count();
	}

	/**
	 * Draws the balance of a lane.
	 * @param lane the lane
	 * @param sent how many orders its tally holds
	 * @return the balance, of what was received until now
	 */
	public Balance balance(Lane lane, int sent) {
		return arrivals(lane).balance(sent);
	}

	/**
	 * Counts what the receiver of the robust orders has to recognise.
	 * @return how many of its records repeat an order, be they copies of ours or not
	 */
	public int repetitions() {
		return this.copiesReceived.get() + balance(Lane.ROBUST, 0).duplicates();
	}

	/**
	 * Asks for all that is in Kafka now to be received.
	 * @return completes when it is
	 */
	public CompletableFuture<Boolean> readToEnd() {
		CompletableFuture<Boolean> reached = new CompletableFuture<>();
		this.wish.set(reached);
		return reached;
	}

	private Arrivals arrivals(Lane lane) {
		Arrivals found = this.arrivals.get(lane);
		if (found == null) {
			throw new IllegalArgumentException("No lane " + lane);
		}
		return found;
	}

	private void readUntilClosed() {
		try (this.consumer; this.copies) {
			List<TopicPartition> partitions = partitions();
			this.consumer.assign(partitions);
			this.consumer.seekToBeginning(partitions);
			while (!Thread.currentThread().isInterrupted()) {
				this.consumer.poll(POLL).forEach(this::count);
				fulfil();
			}
		}
		catch (WakeupException ex) {
			// Closed.
		}
		catch (KafkaException ex) {
			logger.error("Reading the orders of the demonstration failed", ex);
		}
	}

	private List<TopicPartition> partitions() {
		return Arrays.stream(Lane.values())
			.flatMap((lane) -> partitions(lane.topic()).stream())
			.map((info) -> new TopicPartition(info.topic(), info.partition()))
			.toList();
	}

	/** Asking for a topic creates it, a little later. */
	private List<PartitionInfo> partitions(String topic) {
		List<PartitionInfo> partitions = this.consumer.partitionsFor(topic);
		while (partitions.isEmpty()) {
			LockSupport.parkNanos(this, POLL.toNanos());
			partitions = this.consumer.partitionsFor(topic);
		}
		return partitions;
	}

	private void count(ConsumerRecord<String, String> record) {
		DemoOrder.number(this.run, String.valueOf(record.value()))
			.ifPresent((number) -> Arrays.stream(Lane.values())
				.filter((lane) -> lane.topic().equals(record.topic()))
				.forEach((lane) -> count(lane, record, number)));
	}

	private void count(Lane lane, ConsumerRecord<String, String> record, int number) {
		if (Copies.isCopy(record)) {
			this.copiesReceived.incrementAndGet();
			return;
		}
		arrivals(lane).add(String.valueOf(record.key()), number);
		if (lane == Lane.ROBUST && this.run.phase() == DemoRun.Phase.SENDING && Mishap.COMES_TWICE.befalls(number)) {
			this.copies.send(record);
		}
	}

	private void fulfil() {
		CompletableFuture<Boolean> reached = this.wish.get();
		if (reached != null && isAtEnd()) {
			this.wish.compareAndSet(reached, null);
			reached.complete(true);
		}
	}

	private boolean isAtEnd() {
		try {
			Set<TopicPartition> partitions = this.consumer.assignment();
			return this.consumer.endOffsets(partitions, PATIENCE)
				.entrySet()
				.stream()
				.allMatch((end) -> this.consumer.position(end.getKey(), PATIENCE) >= end.getValue());
		}
		catch (TimeoutException ex) {
			return false;
		}
	}

	@Override
	public void close() {
		this.consumer.wakeup();
	}

}
