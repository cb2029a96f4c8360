package io.github.robustkafka.dispatch;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.internals.AutoOffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A {@link Dispatcher} with threads of its own and a million records.
 */
@Timeout(120)
class DispatchStressTests {

	private static final int RECORDS = 1_000_000;

	private static final int CONSUMERS = 2;

	private static final int PARTITIONS = 4;

	private static final int BATCH = 100;

	private final ExecutorService pool = Executors.newFixedThreadPool(16);

	private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

	private final Set<String> keysInWork = ConcurrentHashMap.newKeySet();

	private final AtomicInteger overlaps = new AtomicInteger();

	private final CountDownLatch finished = new CountDownLatch(CONSUMERS * PARTITIONS);

	@AfterEach
	void stop() {
		this.pool.shutdownNow();
		this.timer.shutdownNow();
	}

	@Test
	void aMillionRecordsAreAllAcknowledged(TestReporter reporter) throws InterruptedException {
		Dispatcher dispatcher = new Dispatcher(new DispatchSettings("payments", Ordering.KEY, 16, 5000, Duration.ZERO,
				UnaryOperator.identity(), DispatchSettings.Identity.NONE), this::process, this.pool, this.timer,
				Clock.systemUTC());
		long start = System.nanoTime();
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < CONSUMERS; i++) {
			Thread thread = new Thread(new Consuming(dispatcher, i), "consumer-" + i);
			thread.setDaemon(true);
			thread.start();
			threads.add(thread);
		}
		assertThat(this.finished.await(100, TimeUnit.SECONDS)).as("%s", dispatcher.state()).isTrue();
		Duration took = Duration.ofNanos(System.nanoTime() - start);
		reporter.publishEntry("records/s", Long.toString(RECORDS * 1000L / Math.max(1, took.toMillis())));
		for (Thread thread : threads) {
			thread.join();
		}
		assertThat(this.overlaps).hasValue(0);
		assertThat(dispatcher.state().unfinished()).isZero();
	}

	private void process(RecordTask task) {
		String key = new String(task.record().key());
		if (!this.keysInWork.add(key)) {
			this.overlaps.incrementAndGet();
		}
		this.keysInWork.remove(key);
		task.done();
	}

	/**
	 * What the thread of a consumer does.
	 */
	private final class Consuming implements Runnable {

		private final Dispatcher dispatcher;

		private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>(
				AutoOffsetResetStrategy.EARLIEST.name());

		private final List<TopicPartition> partitions = new ArrayList<>();

		private Consuming(Dispatcher dispatcher, int number) {
			this.dispatcher = dispatcher;
			for (int i = 0; i < PARTITIONS; i++) {
				this.partitions.add(new TopicPartition("orders", number * PARTITIONS + i));
			}
			this.consumer.assign(this.partitions);
		}

		@Override
		public void run() {
			int last = RECORDS / CONSUMERS / PARTITIONS - 1;
			int[] next = new int[PARTITIONS];
			while (DispatchStressTests.this.finished.getCount() > 0) {
				this.dispatcher.beforePoll(this.consumer, (partition) -> true);
				int submitted = 0;
				for (int i = 0; i < PARTITIONS; i++) {
					boolean paused = this.consumer.paused().contains(this.partitions.get(i));
					for (int j = 0; j < BATCH && !paused && next[i] <= last; j++, submitted++) {
						submit(this.partitions.get(i), next[i]++, last);
					}
				}
				if (submitted == 0) {
					LockSupport.parkNanos(100_000);
				}
			}
		}

		private void submit(TopicPartition partition, int offset, int last) {
			ConsumerRecord<byte[], byte[]> record = DispatchBench.record(partition.topic(), partition.partition(),
					offset, "key " + offset % 997);
			this.dispatcher.submit(this.consumer, List.of(new Submission(record, 0, () -> {
				if (offset == last) {
					DispatchStressTests.this.finished.countDown();
				}
			})));
		}

	}

}
