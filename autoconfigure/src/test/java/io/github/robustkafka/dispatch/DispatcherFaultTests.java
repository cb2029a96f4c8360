package io.github.robustkafka.dispatch;

import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * What surrounds the dispatcher fails.
 */
class DispatcherFaultTests {

	private static final TopicPartition FIRST = new TopicPartition("orders", 0);

	private static final TopicPartition SECOND = new TopicPartition("orders", 1);

	private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private final Queue<Long> processed = new ConcurrentLinkedQueue<>();

	private final Object owner = new Object();

	DispatcherFaultTests() {
		this.timer.setRemoveOnCancelPolicy(true);
	}

	@AfterEach
	void stopThreads() {
		this.timer.shutdownNow();
		this.executor.shutdownNow();
	}

	private Dispatcher dispatcher(Executor executor, int maxUncommitted, RecordProcessor processor) {
		DispatchSettings settings = new DispatchSettings("payments", Ordering.KEY, 4, maxUncommitted,
				Duration.ofSeconds(5), UnaryOperator.identity(), DispatchSettings.Identity.NONE);
		return new Dispatcher(settings, processor, executor, this.timer, Clock.systemUTC());
	}

	private void process(RecordTask task) {
		this.processed.add(task.offset);
		task.done();
	}

	private static ConsumerRecord<byte[], byte[]> record(TopicPartition partition, long offset) {
		return new ConsumerRecord<>(partition.topic(), partition.partition(), offset, new byte[] { (byte) offset },
				new byte[100]);
	}

	@Test
	void anExecutorThatHasNoThreadsForATimeIsTriedAgain() {
		AtomicInteger refusals = new AtomicInteger(3);
		Dispatcher dispatcher = dispatcher((task) -> {
			if (refusals.getAndDecrement() > 0) {
				throw new InternalError("no memory for a thread");
			}
			this.executor.execute(task);
		}, 100, this::process);
		for (int i = 0; i < 3; i++) {
			dispatcher.submit(this.owner, List.of(new Submission(record(FIRST, i), 0, () -> {
			})));
		}
		await().atMost(Duration.ofSeconds(5)).until(() -> this.processed.size() == 3);
	}

	@Test
	void anAcknowledgmentThatFailsHoldsUpNeitherKeyNorPartition() {
		Dispatcher dispatcher = dispatcher(this.executor, 100, this::process);
		AtomicInteger acknowledged = new AtomicInteger();
		for (int i = 0; i < 3; i++) {
			boolean fails = i == 0;
			ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>("orders", 0, i, new byte[0], new byte[0]);
			dispatcher.submit(this.owner, List.of(new Submission(record, 0, () -> {
				if (fails) {
					throw new IllegalStateException("not now");
				}
				acknowledged.incrementAndGet();
			})));
			int count = i + 1;
			await().atMost(Duration.ofSeconds(5)).until(() -> this.processed.size() == count);
		}
		await().atMost(Duration.ofSeconds(5)).until(() -> dispatcher.state().unfinished() == 0);
		assertThat(acknowledged).hasValue(2);
	}

	@Test
	void ofTwoPausesTheOneThatEndsLastCounts() {
		Dispatcher dispatcher = dispatcher(this.executor, 100, this::process);
		long start = System.nanoTime();
		dispatcher.pause(Duration.ofMillis(800));
		dispatcher.pause(Duration.ofMillis(50));
		dispatcher.submit(this.owner, List.of(new Submission(record(FIRST, 0), 0, () -> {
		})));
		await().atMost(Duration.ofSeconds(5)).until(() -> this.processed.size() == 1);
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(800));
	}

	@Test
	void heldRecordsThatAreGivenUpLeaveNothingBehind() {
		Dispatcher dispatcher = dispatcher(this.executor, 100, this::process);
		for (int i = 0; i < 50; i++) {
			dispatcher.submit(this.owner,
					List.of(new Submission(record(FIRST, i), System.currentTimeMillis() + 3_600_000, () -> {
					})));
		}
		assertThat(this.timer.getQueue()).hasSize(50);
		dispatcher.drain(this.owner, List.of(FIRST), false);
		assertThat(this.timer.getQueue()).isEmpty();
		assertThat(dispatcher.state().held()).isZero();
	}

	@Test
	void aPartitionIsResumedAlsoIfPausingAnotherFailedMeanwhile() {
		Queue<RecordTask> open = new ConcurrentLinkedQueue<>();
		Dispatcher dispatcher = dispatcher(this.executor, 2, open::add);
		FailingConsumer consumer = new FailingConsumer();
		consumer.assign(List.of(FIRST, SECOND));
		submitTwo(dispatcher, consumer, FIRST);
		dispatcher.beforePoll(consumer, (partition) -> true);
		assertThat(consumer.paused()).containsExactly(FIRST);
		await().atMost(Duration.ofSeconds(5)).until(() -> open.size() == 2);
		open.forEach(RecordTask::done);
		submitTwo(dispatcher, consumer, SECOND);
		consumer.fails.set(true);
		assertThatIllegalStateException().isThrownBy(() -> dispatcher.beforePoll(consumer, (partition) -> true));
		consumer.fails.set(false);
		dispatcher.beforePoll(consumer, (partition) -> true);
		assertThat(consumer.paused()).containsExactly(SECOND);
	}

	@Test
	void aConsumerThatHasNotHeardOfItsLossDoesNotTouchTheNextOwnersPause() {
		Queue<RecordTask> open = new ConcurrentLinkedQueue<>();
		Dispatcher dispatcher = dispatcher(this.executor, 2, open::add);
		FailingConsumer before = new FailingConsumer();
		before.assign(List.of(FIRST));
		FailingConsumer next = new FailingConsumer();
		next.assign(List.of(FIRST));
		dispatcher.beforePoll(before, (partition) -> true);
		submitTwo(dispatcher, next, FIRST);
		dispatcher.beforePoll(next, (partition) -> true);
		assertThat(next.paused()).containsExactly(FIRST);
		await().atMost(Duration.ofSeconds(5)).until(() -> open.size() == 2);
		open.forEach(RecordTask::done);
		dispatcher.beforePoll(before, (partition) -> true);
		dispatcher.beforePoll(next, (partition) -> true);
		assertThat(next.paused()).isEmpty();
	}

	private static void submitTwo(Dispatcher dispatcher, Object owner, TopicPartition partition) {
		for (int i = 0; i < 2; i++) {
			dispatcher.submit(owner, List.of(new Submission(record(partition, i), 0, () -> {
			})));
		}
	}

	/**
	 * Pausing fails when a partition is being taken away.
	 */
	private static final class FailingConsumer extends MockConsumer<byte[], byte[]> {

		private final AtomicBoolean fails = new AtomicBoolean();

		private FailingConsumer() {
			super("earliest");
		}

		@Override
		public synchronized void assign(Collection<TopicPartition> partitions) {
			super.assign(partitions);
			partitions.forEach((partition) -> updateBeginningOffsets(Map.of(partition, 0L)));
		}

		@Override
		public synchronized void pause(Collection<TopicPartition> partitions) {
			if (this.fails.get()) {
				throw new IllegalStateException("No current assignment for partition");
			}
			super.pause(partitions);
		}

	}

}
