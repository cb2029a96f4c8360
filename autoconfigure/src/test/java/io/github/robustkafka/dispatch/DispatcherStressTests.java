package io.github.robustkafka.dispatch;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Several consumers of one process share a dispatcher and exchange partitions all the
 * time, while records end at once, later, again, and by a defect.
 */
class DispatcherStressTests {

	private static final Logger logger = LoggerFactory.getLogger(DispatcherStressTests.class);

	private static final int ROUNDS = Integer.getInteger("robust.stress.rounds", 40);

	private static final int CONSUMERS = 3;

	private static final int PARTITIONS = 6;

	private static final int RECORDS = ROUNDS * 100;

	private static final int KEYS = 25;

	private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private final ExecutorService consumers = Executors.newFixedThreadPool(CONSUMERS);

	private final Queue<String> violations = new ConcurrentLinkedQueue<>();

	private final Map<Integer, AtomicInteger> running = new ConcurrentHashMap<>();

	private final List<AtomicLong> committed = new ArrayList<>();

	private final List<Set<Long>> finished = new ArrayList<>();

	private final AtomicInteger calls = new AtomicInteger();

	private final Dispatcher dispatcher = new Dispatcher(new DispatchSettings("payments", Ordering.KEY, 8, 60,
			Duration.ofMillis(20), UnaryOperator.identity(), DispatchSettings.Identity.NONE), this::process,
			this.executor, this.timer, Clock.systemUTC());

	@AfterEach
	void stopThreads() {
		this.timer.shutdownNow();
		this.executor.shutdownNow();
		this.consumers.shutdownNow();
	}

	@Test
	@Timeout(60)
	void nothingIsLostStuckOrPassedOver() throws Exception {
		for (int i = 0; i < PARTITIONS; i++) {
			this.committed.add(new AtomicLong());
			this.finished.add(ConcurrentHashMap.newKeySet());
		}
		Random random = new Random();
		int rounds = 0;
		while (this.committed.stream().anyMatch((offset) -> offset.get() < RECORDS) && this.violations.isEmpty()) {
			List<Integer> shuffled = new ArrayList<>(List.of(0, 1, 2, 3, 4, 5));
			Collections.shuffle(shuffled, random);
			long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(random.nextInt(60));
			List<Callable<Void>> round = new ArrayList<>();
			for (int consumer = 0; consumer < CONSUMERS; consumer++) {
				List<Integer> own = shuffled.subList(2 * consumer, 2 * consumer + 2);
				boolean lost = random.nextInt(10) == 0;
				round.add(() -> consume(own, end, lost));
			}
			for (Future<Void> ended : this.consumers.invokeAll(round)) {
				ended.get();
			}
			rounds++;
		}
		logger.info("{} rounds, {} records, {} calls, violations: {}", rounds, PARTITIONS * RECORDS, this.calls,
				this.violations);
		assertThat(this.violations).isEmpty();
		assertThat(this.dispatcher.state().unfinished()).isZero();
		assertThat(this.dispatcher.state().held()).isZero();
	}

	private Void consume(List<Integer> own, long end, boolean lost) {
		Object owner = new Object();
		List<TopicPartition> names = own.stream().map((partition) -> new TopicPartition("orders", partition)).toList();
		long[] positions = own.stream().mapToLong((partition) -> this.committed.get(partition).get()).toArray();
		while (System.nanoTime() < end) {
			for (int i = 0; i < positions.length; i++) {
				int partition = own.get(i);
				long ahead = positions[i] - this.committed.get(partition).get();
				for (int n = 0; n < 10 && ahead < 60 && positions[i] < RECORDS; n++) {
					submit(owner, partition, positions[i]++);
				}
			}
			Thread.onSpinWait();
		}
		this.dispatcher.drain(owner, names, lost);
		// What is acknowledged from here on would be committed on somebody else's
		// partition.
		own.forEach((partition) -> this.owners.remove(partition, owner));
		return null;
	}

	private final Map<Integer, Object> owners = new ConcurrentHashMap<>();

	private void submit(Object owner, int partition, long offset) {
		this.owners.put(partition, owner);
		byte[] key = { (byte) ((offset * 7 + partition) % KEYS) };
		ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>("orders", partition, offset, key, new byte[0]);
		long due = (offset % 9 == 0) ? System.currentTimeMillis() + 3 : 0;
		this.dispatcher.submit(owner,
				List.of(new Submission(record, due, () -> acknowledged(owner, partition, offset))));
	}

	private void acknowledged(Object owner, int partition, long offset) {
		if (this.owners.get(partition) != owner) {
			this.violations.add("late acknowledgment of " + partition + "@" + offset);
			return;
		}
		long before = this.committed.get(partition).getAndSet(offset + 1);
		if (before > offset + 1) {
			this.violations.add("went back: " + partition + " from " + before + " to " + (offset + 1));
		}
		for (long each = before; each <= offset; each++) {
			if (!this.finished.get(partition).contains(each)) {
				this.violations.add("passed over: " + partition + "@" + each);
			}
		}
	}

	private void process(RecordTask task) {
		this.calls.incrementAndGet();
		int key = task.record().key()[0];
		int partition = task.record().partition();
		AtomicInteger active = this.running.computeIfAbsent(key, (absent) -> new AtomicInteger());
		if (active.incrementAndGet() > 1) {
			this.violations.add("overlap of key " + key);
		}
		int way = ThreadLocalRandom.current().nextInt(100);
		if (way < 2 && task.attempts() == 0) {
			task.countAttempt();
			active.decrementAndGet();
			task.again(Duration.ofMillis(way));
		}
		else if (way < 12) {
			this.timer.schedule(() -> end(task, active, partition), way, TimeUnit.MILLISECONDS);
		}
		else {
			end(task, active, partition);
		}
	}

	private void end(RecordTask task, AtomicInteger active, int partition) {
		this.finished.get(partition).add(task.offset);
		active.decrementAndGet();
		task.done();
		task.done();
	}

}
