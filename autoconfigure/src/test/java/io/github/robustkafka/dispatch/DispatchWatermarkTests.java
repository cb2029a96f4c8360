package io.github.robustkafka.dispatch;

import java.time.Duration;
import java.util.List;

import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a {@link Dispatcher} acknowledges, and what never.
 */
class DispatchWatermarkTests {

	private final DispatchBench bench = new DispatchBench(Ordering.KEY);

	@Test
	void onlyWhatHasNothingUnfinishedBeforeItIsAcknowledged() {
		this.bench.submit(10, 11, 12, 15);
		this.bench.work();
		this.bench.finish(12, 11);
		assertThat(this.bench.acknowledged).isEmpty();
		this.bench.finish(10);
		assertThat(this.bench.acknowledged).as("once, for the last of them").containsExactly("orders-0@12");
		this.bench.finish(15);
		assertThat(this.bench.acknowledged).containsExactly("orders-0@12", "orders-0@15");
	}

	@Test
	void partitionsDoNotWaitForEachOther() {
		this.bench.submit(DispatchBench.TOPIC, 0, 0, "a");
		this.bench.submit(DispatchBench.TOPIC, 1, 0, "b");
		this.bench.work();
		this.bench.started.get(1).done();
		assertThat(this.bench.acknowledged).containsExactly("orders-1@0");
	}

	@Test
	void anEndCountsOnce() {
		this.bench.submit(0, 1);
		this.bench.work();
		this.bench.finish(1, 1, 1, 0, 0);
		this.bench.task(0).again(Duration.ZERO);
		this.bench.timer.advance(Duration.ofSeconds(1));
		this.bench.work();
		assertThat(this.bench.acknowledged).containsExactly("orders-0@1");
		assertThat(this.bench.started).hasSize(2);
		assertThat(this.bench.dispatcher.state().unfinished()).isZero();
		assertThat(this.bench.dispatcher.state().inFlight()).isZero();
	}

	@Test
	void aLateEndAfterARevocationAcknowledgesNothing() {
		this.bench.submit(0, 1);
		this.bench.work();
		DrainResult result = this.bench.revoke();
		assertThat(result.abandoned()).containsExactly(java.util.Map.entry(DispatchBench.FIRST, 2));
		assertThat(this.bench.task(0).isAbandoned()).isTrue();
		this.bench.finish(0, 1);
		assertThat(this.bench.acknowledged).isEmpty();
		assertThat(this.bench.dispatcher.state().inFlight()).isZero();
	}

	@Test
	void aLateEndCountsNeitherForTheNextAssignment() {
		this.bench.submit(0, 1);
		this.bench.work();
		RecordTask late = this.bench.task(0);
		this.bench.revoke();
		this.bench.owner = "second consumer";
		this.bench.submit(0, 1);
		late.done();
		assertThat(this.bench.acknowledged).isEmpty();
		assertThat(this.bench.dispatcher.state().unfinished()).isEqualTo(2);
	}

	@Test
	void whatEndsWhileItIsWaitedForIsAcknowledged() {
		DispatchBench patient = new DispatchBench(Ordering.KEY, 10, 100, Duration.ofSeconds(20));
		patient.submit(0, 1, 2);
		patient.work();
		patient.finish(2);
		Thread other = new Thread(() -> patient.finish(0, 1));
		other.setDaemon(true);
		other.start();
		DrainResult result = patient.revoke();
		assertThat(result.abandoned()).isEmpty();
		assertThat(result.notStarted()).isEmpty();
		assertThat(patient.lastAcknowledged()).contains("orders-0@2");
		assertThat(result.took()).isLessThan(Duration.ofSeconds(10));
	}

	@Test
	void whatIsLostIsNotAcknowledgedWhileItIsWaitedFor() {
		DispatchBench patient = new DispatchBench(Ordering.KEY, 10, 100, Duration.ofSeconds(20));
		patient.submit(0);
		patient.work();
		Thread other = new Thread(() -> {
			await().pollInterval(Duration.ofMillis(1)).until(() -> patient.task(0).isAbandoned());
			patient.finish(0);
		});
		other.setDaemon(true);
		other.start();
		DrainResult result = patient.dispatcher.drain(patient.owner, List.of(DispatchBench.FIRST), true);
		assertThat(result.drained()).isEqualTo(1);
		assertThat(patient.acknowledged).isEmpty();
	}

	@Test
	void anInterruptEndsTheWaitAndIsKept() {
		DispatchBench patient = new DispatchBench(Ordering.KEY, 10, 100, Duration.ofHours(1));
		patient.submit(0);
		patient.work();
		Thread.currentThread().interrupt();
		DrainResult result = patient.revoke();
		assertThat(Thread.interrupted()).isTrue();
		assertThat(result.abandoned()).containsEntry(DispatchBench.FIRST, 1);
	}

	@Test
	void nothingOfARevokedPartitionIsStarted() {
		this.bench.submit(0, "a");
		this.bench.submit(1, "a");
		this.bench.submit(2, "b");
		this.bench.submitHeld(3, "c", Duration.ofSeconds(1));
		this.bench.submit(DispatchBench.TOPIC, 1, 0, "d");
		DrainResult result = this.bench.revoke();
		assertThat(result.partitions()).isEqualTo(1);
		assertThat(result.notStarted()).containsExactly(java.util.Map.entry(DispatchBench.FIRST, 4));
		assertThat(result.hadWork()).isTrue();
		this.bench.work();
		this.bench.timer.advance(Duration.ofSeconds(2));
		this.bench.work();
		assertThat(this.bench.startedNames).containsExactly("orders-1@0");
	}

	@Test
	void aDrainCounts() {
		this.bench.submit(0, "a");
		this.bench.submit(1, "a");
		this.bench.submit(2, "b");
		this.bench.submit(3, "c");
		this.bench.work();
		this.bench.finish(3);
		DrainResult result = this.bench.revoke();
		assertThat(result).extracting(DrainResult::partitions, DrainResult::drained).containsExactly(1, 0);
		assertThat(result.abandoned()).containsExactly(java.util.Map.entry(DispatchBench.FIRST, 2));
		assertThat(result.notStarted()).containsExactly(java.util.Map.entry(DispatchBench.FIRST, 1));
		assertThat(this.bench.dispatcher.state().unfinished()).isZero();
	}

	@Test
	void aDrainOfNothingHadNoWork() {
		TopicPartition unknown = new TopicPartition("unknown", 3);
		DrainResult result = this.bench.dispatcher.drain(this.bench.owner, List.of(unknown), false);
		assertThat(result.hadWork()).isFalse();
		assertThat(result.partitions()).isZero();
	}

	@Test
	void aPartitionOfAnotherConsumerIsNotGivenUp() {
		this.bench.submit(0);
		this.bench.dispatcher.drain("another consumer", List.of(DispatchBench.FIRST), true);
		this.bench.work();
		this.bench.finish(0);
		assertThat(this.bench.acknowledged).containsExactly("orders-0@0");
	}

	@Test
	void aConsumerThatTakesOverMakesTheFormerOnesRecordsVoid() {
		this.bench.submit(0, 1);
		this.bench.work();
		RecordTask former = this.bench.task(0);
		this.bench.owner = "second consumer";
		this.bench.submit(0);
		former.done();
		assertThat(former.isAbandoned()).isTrue();
		assertThat(this.bench.acknowledged).isEmpty();
	}

	@Test
	void aRecordThatIsHandedOverTwiceIsTrackedOnce() {
		this.bench.submit(0, 1);
		this.bench.submit(0, 1, 2);
		this.bench.work();
		assertThat(this.bench.startedOffsets()).containsExactly(0L, 1L, 2L);
		assertThat(this.bench.dispatcher.state().unfinished()).isEqualTo(3);
		this.bench.finish(0, 1, 2);
		assertThat(this.bench.lastAcknowledged()).contains("orders-0@2");
	}

	@Test
	void aSeekBackToWhatIsFinishedStartsAnew() {
		this.bench.submit(0, 1, 2);
		this.bench.work();
		this.bench.finish(0, 1);
		RecordTask former = this.bench.task(2);
		this.bench.submit(0, 1, 2);
		this.bench.work();
		assertThat(this.bench.startedOffsets()).as("2 waits for the former call of its key")
			.containsExactly(0L, 1L, 2L, 0L, 1L);
		former.done();
		assertThat(this.bench.acknowledged).containsExactly("orders-0@0", "orders-0@1");
		this.bench.work();
		this.bench.finish(0, 1, 2);
		assertThat(this.bench.lastAcknowledged()).contains("orders-0@2");
	}

	@Test
	void aSeekBackBeforeTheFirstReceivedRecordSkipsNothing() {
		this.bench.submit(10, 11);
		this.bench.work();
		this.bench.submit(5, 6, 7);
		this.bench.work();
		assertThat(this.bench.startedOffsets()).containsExactly(10L, 11L, 5L, 6L, 7L);
		this.bench.finish(10, 11);
		assertThat(this.bench.acknowledged).as("5 is not finished").isEmpty();
		this.bench.finish(5);
		assertThat(this.bench.acknowledged).containsExactly("orders-0@5");
	}

	@Test
	void offsetsMayHaveGaps() {
		this.bench.submit(3, 7, 1000);
		this.bench.work();
		this.bench.finish(3, 1000, 7);
		assertThat(this.bench.acknowledged).containsExactly("orders-0@3", "orders-0@1000");
	}

}
