package io.github.robustkafka.dispatch;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Records of a {@link Dispatcher} that wait for a time.
 */
class DispatchDelayTests {

	private static final Duration SECOND = Duration.ofSeconds(1);

	private static final Duration TICK = Duration.ofMillis(1);

	private final DispatchBench bench = new DispatchBench(Ordering.KEY);

	@Test
	void aRecordIsNotProcessedBeforeItIsDue() {
		this.bench.submitHeld(0, "a", SECOND);
		this.bench.timer.advance(SECOND.minus(TICK));
		this.bench.work();
		assertThat(this.bench.started).isEmpty();
		assertThat(this.bench.dispatcher.state().held()).isEqualTo(1);
		this.bench.timer.advance(TICK);
		this.bench.work();
		assertThat(this.bench.startedOffsets()).containsExactly(0L);
		assertThat(this.bench.dispatcher.state().held()).isZero();
	}

	@Test
	void aClockThatWasSetBackIsBelieved() {
		this.bench.submitHeld(0, "a", SECOND);
		this.bench.clock.advance(Duration.ofSeconds(-10));
		this.bench.timer.advance(SECOND);
		this.bench.work();
		assertThat(this.bench.started).isEmpty();
		this.bench.timer.advance(Duration.ofSeconds(10));
		this.bench.work();
		assertThat(this.bench.startedOffsets()).containsExactly(0L);
	}

	@Test
	void aHeldRecordKeepsTheOthersOfItsKeyFromNothing() {
		this.bench.submitHeld(0, "a", SECOND);
		this.bench.submit(1, "a");
		this.bench.work();
		assertThat(this.bench.startedOffsets()).containsExactly(1L);
		this.bench.finish(1);
		assertThat(this.bench.acknowledged).as("0 is not finished").isEmpty();
		this.bench.timer.advance(SECOND);
		this.bench.work();
		this.bench.finish(0);
		assertThat(this.bench.acknowledged).containsExactly("orders-0@1");
	}

	@Test
	void heldRecordsLeaveTheirCountWhenThePartitionIsRevoked() {
		this.bench.submitHeld(0, "a", SECOND);
		this.bench.submitHeld(1, "b", SECOND);
		assertThat(this.bench.revoke().notStarted()).containsEntry(DispatchBench.FIRST, 2);
		assertThat(this.bench.dispatcher.state())
			.isEqualTo(new DispatchState(0, 0, 0, 0, List.<DispatchState.Partition>of()));
		this.bench.timer.advance(SECOND);
		assertThat(this.bench.dispatcher.state().held()).isZero();
	}

	@Test
	void aKeyWaitsForARecordThatIsToBeProcessedAgain() {
		this.bench.submit(0, "a");
		this.bench.submit(1, "a");
		this.bench.submit(2, "b");
		this.bench.work();
		this.bench.task(0).again(SECOND);
		this.bench.work();
		assertThat(this.bench.startedOffsets()).containsExactly(0L, 2L);
		this.bench.timer.advance(SECOND.minus(TICK));
		this.bench.work();
		assertThat(this.bench.startedOffsets()).containsExactly(0L, 2L);
		this.bench.timer.advance(TICK);
		this.bench.work();
		assertThat(this.bench.startedOffsets()).containsExactly(0L, 2L, 0L);
		this.bench.finish(0);
		this.bench.work();
		assertThat(this.bench.startedOffsets()).containsExactly(0L, 2L, 0L, 1L);
	}

	@Test
	void attemptsAreRemembered() {
		this.bench.submit(0, "a");
		this.bench.work();
		this.bench.task(0).countAttempt();
		this.bench.task(0).again(Duration.ZERO);
		this.bench.timer.advance(Duration.ZERO);
		this.bench.work();
		assertThat(this.bench.started).hasSize(2);
		assertThat(this.bench.task(0).attempts()).isEqualTo(1);
	}

	@Test
	void whatIsToBeProcessedAgainIsDroppedWhenItsPartitionIsRevoked() {
		this.bench.submit(0, "a");
		this.bench.submit(1, "a");
		this.bench.work();
		this.bench.task(0).again(SECOND);
		assertThat(this.bench.revoke().notStarted()).containsEntry(DispatchBench.FIRST, 2);
		this.bench.timer.advance(SECOND);
		this.bench.work();
		assertThat(this.bench.startedOffsets()).containsExactly(0L);
		this.bench.owner = "second consumer";
		this.bench.submit(0, "a");
		this.bench.work();
		assertThat(this.bench.startedOffsets()).as("the key is free").containsExactly(0L, 0L);
	}

	@Test
	void anAbandonedRecordThatIsToBeProcessedAgainFreesItsKey() {
		this.bench.submit(0, "a");
		this.bench.work();
		RecordTask former = this.bench.task(0);
		this.bench.revoke();
		this.bench.owner = "second consumer";
		this.bench.submit(0, "a");
		former.again(SECOND);
		this.bench.work();
		assertThat(this.bench.startedOffsets()).containsExactly(0L, 0L);
		this.bench.timer.advance(SECOND);
		this.bench.work();
		assertThat(this.bench.startedOffsets()).containsExactly(0L, 0L);
	}

	@Test
	void otherPartitionsOfTheKeyGoOnWhenADelayedRecordIsDropped() {
		this.bench.submit(DispatchBench.TOPIC, 0, 0, "a");
		this.bench.submit(DispatchBench.TOPIC, 1, 0, "a");
		this.bench.work();
		this.bench.task(0).again(SECOND);
		this.bench.revoke();
		this.bench.work();
		assertThat(this.bench.startedNames).containsExactly("orders-0@0", "orders-1@0");
	}

	@Test
	void aPausedDispatcherStartsNothingUntilItsTimeIsOver() {
		this.bench.submit(0);
		this.bench.work();
		this.bench.dispatcher.pause(SECOND);
		this.bench.submit(1);
		this.bench.finish(0);
		this.bench.work();
		assertThat(this.bench.startedOffsets()).containsExactly(0L);
		assertThat(this.bench.acknowledged).as("what runs is not touched").containsExactly("orders-0@0");
		this.bench.timer.advance(SECOND);
		this.bench.work();
		assertThat(this.bench.startedOffsets()).containsExactly(0L, 1L);
	}

	@Test
	void theLongestPauseCounts() {
		this.bench.dispatcher.pause(SECOND);
		this.bench.dispatcher.pause(SECOND.multipliedBy(10));
		this.bench.submit(0);
		this.bench.timer.advance(SECOND.multipliedBy(9));
		this.bench.work();
		assertThat(this.bench.started).isEmpty();
		this.bench.timer.advance(SECOND);
		this.bench.work();
		assertThat(this.bench.startedOffsets()).containsExactly(0L);
	}

	@Test
	void theStateNamesTheRecordThatHoldsUpTheCommit() {
		this.bench.submitHeld(5, "a", SECOND);
		this.bench.submit(6);
		assertThat(this.bench.dispatcher.state().partitions()).as("held records are not late").isEmpty();
		assertThat(this.bench.dispatcher.state().watermarkAge()).isZero();
		this.bench.timer.advance(SECOND);
		assertThat(this.bench.dispatcher.state().partitions()).singleElement().satisfies((partition) -> {
			assertThat(partition.name()).isEqualTo("orders-0");
			assertThat(partition.offset()).isEqualTo(5);
			assertThat(partition.behind()).isEqualTo(2);
			assertThat(partition.age()).isPositive();
		});
	}

}
