package io.github.robustkafka.dispatch;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which records a {@link Dispatcher} runs one after the other.
 */
class DispatchOrderTests {

	@Test
	void recordsOfOneKeyAreProcessedOneAfterTheOther() {
		DispatchBench bench = new DispatchBench(Ordering.KEY);
		bench.submit(0, "a");
		bench.submit(1, "a");
		bench.submit(2, "a");
		bench.work();
		assertThat(bench.startedOffsets()).containsExactly(0L);
		bench.finish(0);
		bench.work();
		assertThat(bench.startedOffsets()).containsExactly(0L, 1L);
		bench.finish(1);
		bench.work();
		assertThat(bench.startedOffsets()).containsExactly(0L, 1L, 2L);
	}

	@Test
	void recordsOfOtherKeysDoNotWait() {
		DispatchBench bench = new DispatchBench(Ordering.KEY);
		bench.submit(0, "a");
		bench.submit(1, "a");
		bench.submit(2, "b");
		bench.submit(DispatchBench.TOPIC, 1, 0, "c");
		bench.work();
		assertThat(bench.startedNames).containsExactly("orders-0@0", "orders-0@2", "orders-1@0");
	}

	@Test
	void oneKeyOfTwoPartitionsIsOneKey() {
		DispatchBench bench = new DispatchBench(Ordering.KEY);
		bench.submit(DispatchBench.TOPIC, 0, 0, "a");
		bench.submit(DispatchBench.TOPIC, 1, 0, "a");
		bench.work();
		assertThat(bench.startedNames).containsExactly("orders-0@0");
	}

	@Test
	void oneKeyOfTwoTopicsIsTwoKeys() {
		DispatchBench bench = new DispatchBench(Ordering.KEY);
		bench.submit("orders", 0, 0, "a");
		bench.submit("bills", 0, 0, "a");
		bench.work();
		assertThat(bench.startedNames).containsExactly("orders-0@0", "bills-0@0");
	}

	@Test
	void recordsWithoutKeyHaveNoOrder() {
		DispatchBench bench = new DispatchBench(Ordering.KEY);
		bench.submit(0, null);
		bench.submit(1, null);
		bench.submit(2, "");
		bench.submit(3, "");
		bench.work();
		assertThat(bench.startedOffsets()).as("an empty key is a key").containsExactly(0L, 1L, 2L);
	}

	@Test
	void recordsOfOnePartitionAreProcessedOneAfterTheOther() {
		DispatchBench bench = new DispatchBench(Ordering.PARTITION);
		bench.submit(0, "a");
		bench.submit(1, "b");
		bench.submit(2, null);
		bench.submit(DispatchBench.TOPIC, 1, 0, "a");
		bench.work();
		assertThat(bench.startedNames).containsExactly("orders-0@0", "orders-1@0");
		bench.finish(0);
		bench.work();
		assertThat(bench.startedNames).containsExactly("orders-0@0", "orders-1@0", "orders-0@1");
	}

	@Test
	void withoutOrderEverythingIsProcessedAtOnce() {
		DispatchBench bench = new DispatchBench(Ordering.NONE);
		bench.submit(0, "a");
		bench.submit(1, "a");
		bench.submit(2, "a");
		bench.work();
		assertThat(bench.startedOffsets()).containsExactly(0L, 1L, 2L);
	}

	@Test
	void duplicatesAreNotProcessedAtTheSameTimeAlsoWithoutOrder() {
		DispatchBench bench = new DispatchBench(Ordering.NONE, 10, 100, Duration.ZERO, (record) -> "one id");
		bench.submit(0, "a");
		bench.submit(1, "b");
		bench.work();
		assertThat(bench.startedOffsets()).containsExactly(0L);
		bench.finish(0);
		bench.work();
		assertThat(bench.startedOffsets()).containsExactly(0L, 1L);
	}

	@Test
	void aRetryTopicSharesTheOrderOfItsMainTopic() {
		DispatchBench bench = new DispatchBench(Ordering.KEY);
		bench.submit(DispatchBench.RETRY_TOPIC, 0, 7, "a");
		bench.submit(DispatchBench.TOPIC, 0, 0, "a");
		bench.submit(DispatchBench.TOPIC, 0, 1, "b");
		bench.work();
		assertThat(bench.startedNames).containsExactly("orders-retry-0@7", "orders-0@1");
		bench.started.get(0).done();
		bench.work();
		assertThat(bench.startedNames).containsExactly("orders-retry-0@7", "orders-0@1", "orders-0@0");
	}

	@Test
	void aKeyWaitsForAnAbandonedHandlerAfterANewAssignment() {
		DispatchBench bench = new DispatchBench(Ordering.KEY);
		bench.submit(0, "a");
		bench.submit(1, "a");
		bench.work();
		RecordTask abandoned = bench.task(0);
		assertThat(bench.revoke().abandoned()).containsEntry(DispatchBench.FIRST, 1);
		bench.owner = "second consumer";
		bench.submit(0, "a");
		bench.submit(1, "a");
		bench.submit(2, "b");
		bench.work();
		assertThat(bench.startedOffsets()).as("the abandoned one, and another key").containsExactly(0L, 2L);
		abandoned.done();
		bench.work();
		assertThat(bench.startedOffsets()).containsExactly(0L, 2L, 0L);
		bench.finish(0);
		bench.work();
		bench.finish(1);
		assertThat(bench.startedOffsets()).containsExactly(0L, 2L, 0L, 1L);
		assertThat(bench.acknowledged).containsExactly("orders-0@0", "orders-0@1");
	}

	@Test
	void aHandlerCallIsNeverOneOfTooMany() {
		DispatchBench bench = new DispatchBench(Ordering.KEY, 3, 1000, Duration.ZERO);
		int[] calls = new int[2];
		bench.processor = (task) -> {
			calls[0]++;
			calls[1] = Math.max(calls[1], calls[0]);
			// Another thread, as long as this handler is at work.
			Runnable other = bench.workers.poll();
			if (other != null) {
				other.run();
			}
			calls[0]--;
			task.done();
		};
		for (int i = 0; i < 100; i++) {
			bench.submit(i);
		}
		bench.work();
		assertThat(calls[1]).isEqualTo(3);
		assertThat(bench.lastAcknowledged()).contains("orders-0@99");
	}

	@Test
	void aWorkerMakesWayForOthersAfterATurn() {
		DispatchBench bench = new DispatchBench(Ordering.KEY, 1, 10_000, Duration.ZERO);
		bench.processor = RecordTask::done;
		for (int i = 0; i < 400; i++) {
			bench.submit(i);
		}
		bench.workers.remove().run();
		assertThat(bench.started).hasSize(256);
		assertThat(bench.workers).hasSize(1);
		bench.work();
		assertThat(bench.lastAcknowledged()).contains("orders-0@399");
		assertThat(bench.workers).isEmpty();
	}

}
