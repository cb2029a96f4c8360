package io.github.robustkafka.dispatch;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.internals.AutoOffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

import io.github.robustkafka.inbox.SettableClock;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Does random things to a dispatcher and checks after each what must always hold:
 * <ol>
 * <li>Nothing is acknowledged before all that lies before it was handled.
 * <li>Calls for one key never overlap, and follow the order of offsets.
 * <li>Nothing of a partition that was given up is started.
 * <li>Nothing of a partition that was given up is acknowledged.
 * <li>The number of unfinished records is known, and bounded.
 * </ol>
 */
final class DispatchModel {

	private static final int MAX_UNCOMMITTED = 20;

	private static final int BATCH = 6;

	private static final int KEYS = 5;

	private final Random random;

	private final SettableClock clock = new SettableClock();

	private final HandTimer timer = new HandTimer(this.clock);

	private final ArrayDeque<Runnable> workers = new ArrayDeque<>();

	private final Dispatcher dispatcher = new Dispatcher(
			new DispatchSettings("payments", Ordering.KEY, 3, MAX_UNCOMMITTED, Duration.ZERO,
					(topic) -> topic.replace("-retry", ""), DispatchSettings.Identity.NONE),
			this::process, this.workers::add, this.timer, this.clock);

	private final List<MockConsumer<byte[], byte[]>> consumers = List.of(consumer(), consumer());

	private final Map<TopicPartition, Partition> partitions = new LinkedHashMap<>();

	/** Records in work. */
	private final List<RecordTask> active = new ArrayList<>();

	private final Map<RecordTask, String> keys = new HashMap<>();

	private final Map<PartitionProgress, Map<String, Long>> lastStarted = new HashMap<>();

	private final Map<String, Integer> counts = new HashMap<>();

	DispatchModel(long seed) {
		this.random = new Random(seed);
		for (TopicPartition name : List.of(new TopicPartition("orders", 0), new TopicPartition("orders", 1),
				new TopicPartition("orders-retry", 0))) {
			Partition partition = new Partition(name);
			this.partitions.put(name, partition);
		}
		assign();
	}

	private static MockConsumer<byte[], byte[]> consumer() {
		return new MockConsumer<>(AutoOffsetResetStrategy.EARLIEST.name());
	}

	/** One random thing. */
	void step() {
		Partition partition = any(List.copyOf(this.partitions.values()));
		switch (this.random.nextInt(20)) {
			case 0, 1, 2, 3, 4 -> poll(partition);
			case 5, 6, 7, 8 -> runWorker();
			case 9, 10, 11, 12, 13 -> end(false);
			case 14, 15 -> end(true);
			case 16, 17 -> this.timer.advance(Duration.ofMillis(this.random.nextInt(200)));
			case 18 -> giveUpNowAndThen(partition);
			default -> seekNowAndThen(partition);
		}
		check();
	}

	private void poll(Partition partition) {
		this.dispatcher.beforePoll(partition.consumer, (any) -> true);
		for (int i = 0; i < BATCH && !partition.consumer.paused().contains(partition.name); i++) {
			submit(partition, partition.position++);
		}
	}

	private void submit(Partition partition, long offset) {
		String key = partition.key(offset);
		ConsumerRecord<byte[], byte[]> record = DispatchBench.record(partition.name.topic(), partition.name.partition(),
				offset, key);
		boolean held = partition.isRetry() && this.random.nextBoolean();
		int assignment = partition.assignment;
		this.dispatcher.submit(partition.consumer,
				List.of(new Submission(record,
						held ? this.clock.millis() + this.random.nextInt(300) : this.clock.millis(),
						() -> acknowledged(partition, assignment, offset))));
		count("submitted");
	}

	private void acknowledged(Partition partition, int assignment, long offset) {
		assertThat(assignment).as("the assignment that acknowledges %s@%d", partition.name, offset)
			.isEqualTo(partition.assignment);
		while (partition.handled.contains(partition.handledUpTo)) {
			partition.handledUpTo++;
		}
		assertThat(partition.handledUpTo).as("handled without a gap when %d is acknowledged", offset)
			.isGreaterThan(offset);
		partition.committed = offset + 1;
		count("acknowledged");
	}

	private void runWorker() {
		Runnable worker = this.workers.poll();
		if (worker != null) {
			worker.run();
		}
	}

	private void process(RecordTask task) {
		Partition partition = this.partitions.get(task.partition.topicPartition);
		assertThat(task.partition.phase).isEqualTo(PartitionProgress.Phase.OPEN);
		String key = partition.key(task.offset);
		if (key != null) {
			assertThat(this.keys).as("keys in work").doesNotContainValue(key);
			this.keys.put(task, key);
			Map<String, Long> last = this.lastStarted.computeIfAbsent(task.partition, (absent) -> new HashMap<>());
			Long before = last.put(key, task.offset);
			assertThat(partition.isRetry() || before == null || before <= task.offset).as("order of key %s", key)
				.isTrue();
		}
		this.active.add(task);
		if (this.random.nextInt(10) == 0) {
			end(task, this.random.nextBoolean());
		}
	}

	private void end(boolean again) {
		if (!this.active.isEmpty()) {
			end(any(this.active), again);
		}
	}

	private void end(RecordTask task, boolean again) {
		this.active.remove(task);
		this.keys.remove(task);
		count(task.isAbandoned() ? "late ends" : again ? "again" : "done");
		if (again) {
			task.again(Duration.ofMillis(this.random.nextInt(100)));
		}
		else {
			this.partitions.get(task.partition.topicPartition).handled.add(task.offset);
			task.done();
		}
	}

	private void giveUpNowAndThen(Partition partition) {
		if (this.random.nextInt(6) != 0) {
			return;
		}
		boolean told = this.random.nextInt(4) != 0;
		if (told) {
			drain(partition, this.random.nextBoolean());
		}
		if (partition.consumer.paused().contains(partition.name)) {
			partition.consumer.resume(List.of(partition.name));
		}
		// A consumer that was not told sees another one take the partition over.
		partition.consumer = this.consumers
			.get(told ? this.random.nextInt(2) : 1 - this.consumers.indexOf(partition.consumer));
		partition.position = partition.committed;
		partition.assignment++;
		assign();
		// Who has it now hands the first record over before anything else happens.
		submit(partition, partition.position++);
	}

	private void drain(Partition partition, boolean lost) {
		long inWork = this.active.stream()
			.filter((task) -> task.partition.topicPartition.equals(partition.name) && !task.isAbandoned())
			.count();
		DrainResult result = this.dispatcher.drain(partition.consumer, List.of(partition.name), lost);
		assertThat(result.abandoned().getOrDefault(partition.name, 0)).isEqualTo((int) inWork);
		count(lost ? "lost" : "revoked");
	}

	private void assign() {
		for (MockConsumer<byte[], byte[]> consumer : this.consumers) {
			List<TopicPartition> own = new ArrayList<>();
			this.partitions.values().forEach((partition) -> {
				if (partition.consumer == consumer) {
					own.add(partition.name);
				}
			});
			consumer.assign(own);
		}
	}

	/** The container hands records over once more, or somebody has moved it back. */
	private void seekNowAndThen(Partition partition) {
		if (this.random.nextInt(4) == 0) {
			partition.position = Math.max(0, partition.position - this.random.nextInt(2 * MAX_UNCOMMITTED));
			count("seeks");
		}
	}

	private void check() {
		DispatchState state = this.dispatcher.state();
		assertThat(state.inFlight()).isEqualTo(this.active.size());
		assertThat(state.unfinished()).isBetween(0, this.partitions.size() * (MAX_UNCOMMITTED + BATCH));
		assertThat(state.held()).isBetween(0, state.unfinished());
	}

	/** Lets everything end, and checks that nothing is left. */
	Map<String, Integer> finish() {
		for (int round = 0; round < 500; round++) {
			this.timer.advance(Duration.ofSeconds(1));
			this.partitions.values().forEach((partition) -> {
				if (partition.position < 500) {
					poll(partition);
				}
			});
			while (!this.workers.isEmpty() || !this.active.isEmpty()) {
				runWorker();
				end(false);
			}
		}
		DispatchState state = this.dispatcher.state();
		assertThat(List.of(state.inFlight(), state.unfinished(), state.held())).containsOnly(0);
		this.partitions.values()
			.forEach((partition) -> assertThat(partition.committed).as("committed of %s", partition.name)
				.isEqualTo(partition.position));
		assertThat(this.dispatcher).extracting("ready.queues").isEqualTo(Map.of());
		return this.counts;
	}

	private <T> T any(List<T> list) {
		return list.get(this.random.nextInt(list.size()));
	}

	private void count(String what) {
		this.counts.merge(what, 1, Integer::sum);
	}

	private final class Partition {

		private final TopicPartition name;

		private final Set<Long> handled = new HashSet<>();

		private MockConsumer<byte[], byte[]> consumer = DispatchModel.this.consumers.get(0);

		/** All before it was handled. */
		private long handledUpTo;

		private long position;

		private long committed;

		private int assignment;

		private Partition(TopicPartition name) {
			this.name = name;
		}

		private boolean isRetry() {
			return this.name.topic().endsWith("-retry");
		}

		private @Nullable String key(long offset) {
			long key = (offset * 31 + this.name.partition() * 7) % (KEYS + 1);
			return (key < KEYS) ? "key " + key : null;
		}

	}

}
