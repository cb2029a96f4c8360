package io.github.robustkafka.deadletter;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads dead-letter topics without joining a group. Each method waits for the broker for
 * a bounded time and throws Kafka's exceptions. Used by one thread; {@link #wakeUp()} may
 * be called by any.
 */
final class DeadLetterReader implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(DeadLetterReader.class);

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final Duration POLL = Duration.ofMillis(200);

	private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

	static final Comparator<TopicPartition> BY_NAME = Comparator.comparing(TopicPartition::topic)
		.thenComparing(TopicPartition::partition);

	private final Consumer<byte[], byte[]> consumer;

	DeadLetterReader(Consumer<byte[], byte[]> consumer) {
		this.consumer = consumer;
	}

	/** Returns what is in topics now; nothing of topics that do not exist. */
	Map<TopicPartition, OffsetRange> ranges(Collection<String> topics) {
		List<TopicPartition> partitions = topics.stream()
			.flatMap((topic) -> this.consumer.partitionsFor(topic, TIMEOUT).stream())
			.map((info) -> new TopicPartition(info.topic(), info.partition()))
			.toList();
		Map<TopicPartition, Long> begins = this.consumer.beginningOffsets(partitions, TIMEOUT);
		Map<TopicPartition, Long> ends = this.consumer.endOffsets(partitions, TIMEOUT);
		Map<TopicPartition, OffsetRange> ranges = new TreeMap<>(BY_NAME);
		partitions.forEach((each) -> ranges.put(each,
				new OffsetRange(begins.getOrDefault(each, 0L), ends.getOrDefault(each, 0L))));
		return ranges;
	}

	/** Returns which of these records were replayed. */
	Map<TopicPartition, ReplayedOffsets> replayed(Map<TopicPartition, OffsetRange> ranges) {
		Map<TopicPartition, OffsetAndMetadata> committed = this.consumer.committed(Set.copyOf(ranges.keySet()),
				TIMEOUT);
		Map<TopicPartition, ReplayedOffsets> replayed = new TreeMap<>(BY_NAME);
		ranges.forEach(
				(partition, range) -> replayed.put(partition, ReplayedOffsets.of(committed.get(partition), range)));
		return replayed;
	}

	/**
	 * Keeps which records of a partition were replayed, even if it is woken.
	 * @throws WakeupException if it was, after that
	 */
	void remember(TopicPartition partition, OffsetAndMetadata replayed) {
		try {
			this.consumer.commitSync(Map.of(partition, replayed), TIMEOUT);
		}
		catch (WakeupException ex) {
			this.consumer.commitSync(Map.of(partition, replayed), TIMEOUT);
			throw ex;
		}
	}

	/** Reads the next records of a range that is not empty. */
	Page read(TopicPartition partition, OffsetRange range) {
		if (!this.consumer.assignment().equals(Set.of(partition))) {
			this.consumer.assign(List.of(partition));
		}
		this.consumer.seek(partition, range.begin());
		long deadline = System.nanoTime() + TIMEOUT.toNanos();
		while (System.nanoTime() - deadline < 0) {
			ConsumerRecords<byte[], byte[]> polled = this.consumer.poll(POLL);
			List<ConsumerRecord<byte[], byte[]>> records = polled.records(partition)
				.stream()
				.filter((record) -> record.offset() < range.end())
				.toList();
			long next = Math.min(range.end(), this.consumer.position(partition, TIMEOUT));
			if (next > range.begin()) {
				return new Page(records, next);
			}
		}
		throw new TimeoutException(
				"no record of %s from offset %d on arrived within %s".formatted(partition, range.begin(), TIMEOUT));
	}

	void wakeUp() {
		this.consumer.wakeup();
	}

	@Override
	public void close() {
		boolean interrupted = Thread.interrupted();
		try {
			this.consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT));
		}
		catch (KafkaException ex) {
			// What was read and noted stays true.
			logger.debug("A consumer of dead letters was not closed in order", ex);
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	/**
	 * Records in a row.
	 *
	 * @param records the records
	 * @param next offset behind them; where an offset before it has no record, there is
	 * none
	 */
	record Page(List<ConsumerRecord<byte[], byte[]>> records, long next) {
	}

}
