package io.github.robustkafka.dispatch;

import java.time.Clock;
import java.time.Duration;
import java.util.AbstractList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Who waits with the dispatcher's lock hears of an end, whenever it is told.
 */
class DispatcherWakeUpTests {

	private static final TopicPartition PARTITION = new TopicPartition("orders", 0);

	private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(4);

	private static final int RACES = 3_000;

	private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);

	private final ThreadPoolExecutor executor = (ThreadPoolExecutor) Executors.newCachedThreadPool();

	private final BlockingQueue<RecordTask> inWork = new LinkedBlockingQueue<>();

	private final AtomicLong acknowledged = new AtomicLong(-1);

	private final Dispatcher dispatcher = new Dispatcher(new DispatchSettings("payments", Ordering.KEY, 4, 100,
			DRAIN_TIMEOUT, UnaryOperator.identity(), DispatchSettings.Identity.NONE), this.inWork::add, this.executor,
			this.timer, Clock.systemUTC());

	@AfterEach
	void stopThreads() {
		this.timer.shutdownNow();
		this.executor.shutdownNow();
	}

	private RecordTask startOne(long offset) throws InterruptedException {
		this.dispatcher.submit(this, List.of(new Submission(DispatchBench.record("orders", 0, offset, "key"), 0,
				() -> this.acknowledged.set(offset))));
		RecordTask started = this.inWork.poll(10, TimeUnit.SECONDS);
		assertThat(started).isNotNull();
		return started;
	}

	@Test
	void anEndThatIsToldWhileADrainBeginsEndsTheDrain() throws Exception {
		RecordTask task = startOne(0);
		await().until(() -> this.executor.getActiveCount() == 0);
		List<TopicPartition> revoked = new Meanwhile(
				() -> CompletableFuture.runAsync(task::done, this.executor).join());
		DrainResult result = this.dispatcher.drain(this, revoked, false);
		assertThat(result.drained()).isEqualTo(1);
		assertThat(result.abandoned()).isEmpty();
		assertThat(result.took()).isLessThan(DRAIN_TIMEOUT);
		assertThat(this.acknowledged).hasValue(0);
	}

	@Test
	void anEndAndADrainThatRaceNeverMissEachOther() throws Exception {
		for (int offset = 0; offset < RACES; offset++) {
			RecordTask task = startOne(offset);
			CompletableFuture<Void> end = CompletableFuture.runAsync(task::done, this.executor);
			DrainResult result = this.dispatcher.drain(this, List.of(PARTITION), false);
			end.join();
			assertThat(result.abandoned()).as("race %d", offset).isEmpty();
			assertThat(this.acknowledged).hasValue(offset);
		}
	}

	/**
	 * One partition. The drain looks at it with the lock, and something happens then.
	 */
	private static final class Meanwhile extends AbstractList<TopicPartition> {

		private final Runnable action;

		private Meanwhile(Runnable action) {
			this.action = action;
		}

		@Override
		public Iterator<TopicPartition> iterator() {
			this.action.run();
			return super.iterator();
		}

		@Override
		public TopicPartition get(int index) {
			return PARTITION;
		}

		@Override
		public int size() {
			return 1;
		}

	}

}
