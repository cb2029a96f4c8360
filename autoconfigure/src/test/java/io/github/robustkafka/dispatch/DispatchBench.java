package io.github.robustkafka.dispatch;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

import io.github.robustkafka.inbox.SettableClock;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * A dispatcher that is driven by hand: workers run when the test says so, time passes
 * when the test says so, and records end when the test ends them.
 */
final class DispatchBench {

	static final String TOPIC = "orders";

	static final String RETRY_TOPIC = "orders-retry";

	static final TopicPartition FIRST = new TopicPartition(TOPIC, 0);

	final SettableClock clock = new SettableClock();

	final HandTimer timer = new HandTimer(this.clock);

	/** Workers that were started and have not run. */
	final ArrayDeque<Runnable> workers = new ArrayDeque<>();

	/** Records in work, and those that were. */
	final List<RecordTask> started = new ArrayList<>();

	final List<String> startedNames = new ArrayList<>();

	/** What was acknowledged, the latest last. */
	final List<String> acknowledged = new ArrayList<>();

	/** What a record does when it is processed. */
	RecordProcessor processor = (task) -> {
	};

	/** The consumer that has the partitions now. */
	Object owner = "first consumer";

	final Dispatcher dispatcher;

	DispatchBench(Ordering ordering) {
		this(ordering, 1000, 1000, Duration.ZERO);
	}

	DispatchBench(Ordering ordering, int maxInFlight, int maxUncommitted, Duration drainTimeout) {
		this(ordering, maxInFlight, maxUncommitted, drainTimeout, DispatchSettings.Identity.NONE);
	}

	DispatchBench(Ordering ordering, int maxInFlight, int maxUncommitted, Duration drainTimeout,
			DispatchSettings.Identity identity) {
		UnaryOperator<String> family = (topic) -> topic.replace(RETRY_TOPIC, TOPIC);
		this.dispatcher = new Dispatcher(
				new DispatchSettings("payments", ordering, maxInFlight, maxUncommitted, drainTimeout, family, identity),
				this::process, this.workers::add, this.timer, this.clock);
	}

	private void process(RecordTask task) {
		this.started.add(task);
		this.startedNames.add(name(task.record()));
		this.processor.process(task);
	}

	/** Hands over records of the first partition, each with its own key. */
	void submit(long... offsets) {
		for (long offset : offsets) {
			submit(TOPIC, 0, offset, "key " + offset);
		}
	}

	void submit(long offset, @Nullable String key) {
		submit(TOPIC, 0, offset, key);
	}

	void submit(String topic, int partition, long offset, @Nullable String key) {
		submit(record(topic, partition, offset, key), 0);
	}

	/** Hands over a record that is due later. */
	void submitHeld(long offset, @Nullable String key, Duration delay) {
		submit(record(TOPIC, 0, offset, key), this.clock.millis() + delay.toMillis());
	}

	void submit(ConsumerRecord<byte[], byte[]> record, long dueMillis) {
		this.dispatcher.submit(this.owner,
				List.of(new Submission(record, dueMillis, () -> this.acknowledged.add(name(record)))));
	}

	/** Lets all workers run until they find nothing. */
	void work() {
		Runnable worker = this.workers.poll();
		while (worker != null) {
			worker.run();
			worker = this.workers.poll();
		}
	}

	/** Ends the latest processing of records of the first partition. */
	void finish(long... offsets) {
		Arrays.stream(offsets).forEach((offset) -> task(offset).done());
	}

	RecordTask task(long offset) {
		RecordTask found = null;
		for (RecordTask task : this.started) {
			found = (task.offset == offset && task.partition.topicPartition.equals(FIRST)) ? task : found;
		}
		return Optional.ofNullable(found).orElseThrow();
	}

	/** Returns the offsets that were processed, in that order. */
	List<Long> startedOffsets() {
		return this.started.stream().map((task) -> task.offset).toList();
	}

	Optional<String> lastAcknowledged() {
		return this.acknowledged.isEmpty() ? Optional.empty()
				: Optional.of(this.acknowledged.get(this.acknowledged.size() - 1));
	}

	DrainResult revoke() {
		return this.dispatcher.drain(this.owner, List.of(FIRST), false);
	}

	static ConsumerRecord<byte[], byte[]> record(String topic, int partition, long offset, @Nullable String key) {
		return record(topic, partition, offset, key, new byte[0]);
	}

	@SuppressWarnings("NullAway") // Kafka's records have keys that are null.
	static ConsumerRecord<byte[], byte[]> record(String topic, int partition, long offset, @Nullable String key,
			byte[] value) {
		byte[] bytes = (key != null) ? key.getBytes(UTF_8) : null;
		return new ConsumerRecord<>(topic, partition, offset, 0, TimestampType.CREATE_TIME,
				(bytes != null) ? bytes.length : -1, value.length, bytes, value, new RecordHeaders(), Optional.empty());
	}

	static String name(ConsumerRecord<?, ?> record) {
		return record.topic() + "-" + record.partition() + "@" + record.offset();
	}

}
