package io.github.robustkafka.dispatch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.internals.AutoOffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How a {@link Dispatcher} keeps received records from becoming too many.
 */
class DispatchPausingTests {

	private static final TopicPartition OTHER = new TopicPartition(DispatchBench.TOPIC, 1);

	private static final int MEGABYTE = 1 << 20;

	private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>(AutoOffsetResetStrategy.EARLIEST.name());

	DispatchPausingTests() {
		this.consumer.assign(List.of(DispatchBench.FIRST, OTHER));
	}

	private DispatchBench bench(int maxInFlight, int maxUncommitted) {
		DispatchBench bench = new DispatchBench(Ordering.KEY, maxInFlight, maxUncommitted, Duration.ZERO);
		bench.owner = this.consumer;
		return bench;
	}

	private void beforePoll(DispatchBench bench) {
		bench.dispatcher.beforePoll(this.consumer, (partition) -> true);
	}

	@Test
	void aPartitionWithTooManyBehindAnUnfinishedOneIsPausedAndResumedAtHalf() {
		DispatchBench bench = bench(10, 8);
		bench.submit(0, 1, 2, 3, 4, 5, 6);
		bench.work();
		bench.finish(1, 2, 3, 4, 5, 6);
		beforePoll(bench);
		assertThat(this.consumer.paused()).isEmpty();
		bench.submit(7);
		beforePoll(bench);
		assertThat(this.consumer.paused()).containsExactly(DispatchBench.FIRST);
		assertThat(bench.dispatcher.state().pausedPartitions()).isEqualTo(1);
		bench.finish(0);
		beforePoll(bench);
		assertThat(this.consumer.paused()).as("one of eight is left").isEmpty();
	}

	@Test
	void aPausedPartitionStaysPausedWhileMoreThanHalfIsUncommitted() {
		DispatchBench bench = bench(10, 4);
		bench.submit(0, 1, 2, 3);
		bench.work();
		beforePoll(bench);
		bench.finish(0);
		beforePoll(bench);
		assertThat(this.consumer.paused()).as("three of four are left").containsExactly(DispatchBench.FIRST);
		bench.finish(1);
		beforePoll(bench);
		assertThat(this.consumer.paused()).isEmpty();
	}

	@Test
	void allPartitionsArePausedWhenTheStockIsFullAndResumedAtHalf() {
		DispatchBench bench = bench(1, 100_000);
		Thread.currentThread().interrupt(); // Nothing is waited for.
		for (int i = 0; i < 500; i++) {
			bench.submit(i);
		}
		assertThat(Thread.interrupted()).isTrue();
		beforePoll(bench);
		assertThat(this.consumer.paused()).containsExactlyInAnyOrder(DispatchBench.FIRST, OTHER);
		bench.work();
		for (int i = 0; i < 249; i++) {
			bench.finish(i);
		}
		beforePoll(bench);
		assertThat(this.consumer.paused()).hasSize(2);
		bench.finish(249);
		beforePoll(bench);
		assertThat(this.consumer.paused()).isEmpty();
	}

	@Test
	void recordsThatAreNotDueDoNotFillTheStock() {
		DispatchBench bench = bench(1, 100_000);
		for (int i = 0; i < 600; i++) {
			bench.submitHeld(i, null, Duration.ofSeconds(1));
		}
		beforePoll(bench);
		assertThat(this.consumer.paused()).isEmpty();
	}

	@Test
	void theBytesOfRecordsThatAreNotDueAreBounded() {
		DispatchBench bench = bench(1, 100_000);
		for (int i = 0; i < 64; i++) {
			bench.submit(DispatchBench.record(DispatchBench.TOPIC, 0, i, null, new byte[MEGABYTE]),
					bench.clock.millis() + 1000 + i);
		}
		beforePoll(bench);
		assertThat(this.consumer.paused()).as("only what has held records").containsExactly(DispatchBench.FIRST);
		bench.timer.advance(Duration.ofMillis(1000));
		beforePoll(bench);
		assertThat(this.consumer.paused()).isEmpty();
	}

	@Test
	void whatSomebodyElseHasPausedIsNeverResumed() {
		DispatchBench bench = bench(10, 2);
		this.consumer.pause(List.of(OTHER));
		bench.submit(0, 1);
		bench.work();
		beforePoll(bench);
		bench.finish(0, 1);
		beforePoll(bench);
		assertThat(this.consumer.paused()).containsExactly(OTHER);
	}

	@Test
	void whatSomebodyElseHasPausedAndThatIsFullStaysTheirs() {
		DispatchBench bench = bench(10, 2);
		this.consumer.pause(List.of(DispatchBench.FIRST));
		bench.submit(0, 1);
		bench.work();
		beforePoll(bench);
		bench.finish(0, 1);
		beforePoll(bench);
		assertThat(this.consumer.paused()).containsExactly(DispatchBench.FIRST);
	}

	@Test
	void whatSomebodyWantsPausedByNowIsNotResumed() {
		DispatchBench bench = bench(10, 2);
		bench.submit(0, 1);
		bench.work();
		beforePoll(bench);
		bench.finish(0, 1);
		bench.dispatcher.beforePoll(this.consumer, (partition) -> false);
		assertThat(this.consumer.paused()).containsExactly(DispatchBench.FIRST);
		beforePoll(bench);
		assertThat(this.consumer.paused()).isEmpty();
	}

	@Test
	void whatSomebodyHasResumedMeanwhileIsPausedAgain() {
		DispatchBench bench = bench(10, 2);
		bench.submit(0, 1);
		bench.work();
		beforePoll(bench);
		this.consumer.resume(List.of(DispatchBench.FIRST));
		beforePoll(bench);
		assertThat(this.consumer.paused()).containsExactly(DispatchBench.FIRST);
		bench.finish(0, 1);
		beforePoll(bench);
		assertThat(this.consumer.paused()).isEmpty();
	}

	@Test
	void aRevokedPartitionIsForgotten() {
		DispatchBench bench = bench(10, 2);
		bench.submit(0, 1);
		bench.work();
		beforePoll(bench);
		bench.revoke();
		this.consumer.resume(List.of(DispatchBench.FIRST)); // As a rebalance does.
		this.consumer.assign(List.of(OTHER));
		beforePoll(bench);
		assertThat(bench.dispatcher.state().pausedPartitions()).isZero();
		this.consumer.assign(List.of(DispatchBench.FIRST, OTHER));
		beforePoll(bench);
		assertThat(this.consumer.paused()).isEmpty();
	}

	@Test
	void onlyPartitionsThatChangeAreTouched() {
		List<Collection<TopicPartition>> touched = new ArrayList<>();
		MockConsumer<byte[], byte[]> watched = new MockConsumer<>(AutoOffsetResetStrategy.EARLIEST.name()) {

			@Override
			public synchronized void pause(Collection<TopicPartition> partitions) {
				touched.add(List.copyOf(partitions));
				super.pause(partitions);
			}

		};
		watched.assign(List.of(DispatchBench.FIRST, OTHER));
		DispatchBench bench = bench(10, 1);
		bench.owner = watched;
		bench.submit(0);
		bench.dispatcher.beforePoll(watched, (partition) -> true);
		bench.dispatcher.beforePoll(watched, (partition) -> true);
		assertThat(touched).containsExactly(List.of(DispatchBench.FIRST), List.of());
	}

	@Test
	void aFullStockHoldsUpTheConsumerForABoundedTime() {
		DispatchBench bench = bench(1, 100_000);
		for (int i = 0; i < 499; i++) {
			bench.submit(i);
		}
		long start = System.nanoTime();
		bench.submit(499);
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(100));
		start = System.nanoTime();
		for (int i = 500; i < 1000; i++) {
			bench.submit(i);
		}
		assertThat(Duration.ofNanos(System.nanoTime() - start)).as("once between two polls")
			.isLessThan(Duration.ofSeconds(5));
		assertThat(bench.dispatcher.state().unfinished()).isEqualTo(1000);
	}

}
