package io.github.robustkafka.dispatch;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.github.robustkafka.inbox.SettableClock;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a {@link Dispatcher} makes of executors, processors and acknowledgments that fail.
 */
class DispatchDefectTests {

	private static final Duration SECOND = Duration.ofSeconds(1);

	private final SettableClock clock = new SettableClock();

	private final HandTimer timer = new HandTimer(this.clock);

	private final Queue<Runnable> accepted = new ArrayDeque<>();

	private final List<Long> processed = new ArrayList<>();

	private final List<Long> acknowledged = new ArrayList<>();

	private Executor executor = this.accepted::add;

	private final Dispatcher dispatcher = new Dispatcher(
			new DispatchSettings("payments", Ordering.KEY, 4, 100, Duration.ZERO, UnaryOperator.identity(),
					DispatchSettings.Identity.NONE),
			this::process, (command) -> this.executor.execute(command), this.timer, this.clock);

	@AfterEach
	void forgetInterrupt() {
		Thread.interrupted();
	}

	private void process(RecordTask task) {
		this.processed.add(task.offset);
		task.done();
	}

	private void submit(long offset) {
		this.dispatcher.submit(this,
				List.of(new Submission(DispatchBench.record("orders", 0, offset, "key " + offset % 3), 0,
						() -> this.acknowledged.add(offset))));
	}

	private void work() {
		Runnable worker = this.accepted.poll();
		while (worker != null) {
			worker.run();
			worker = this.accepted.poll();
		}
	}

	@Test
	void anExecutorThatRejectsLosesNothing() {
		this.executor = (command) -> {
			throw new RejectedExecutionException("full");
		};
		for (int i = 0; i < 50; i++) {
			submit(i);
		}
		this.timer.advance(SECOND.multipliedBy(10));
		assertThat(this.processed).isEmpty();
		assertThat(this.timer.waiting()).as("one attempt waits, not one for each record").isEqualTo(1);
		this.executor = this.accepted::add;
		this.timer.advance(SECOND);
		work();
		assertThat(this.processed).hasSize(50);
		assertThat(this.acknowledged).endsWith(49L);
		assertThat(this.timer.waiting()).isZero();
	}

	@Test
	void anExecutorWithoutThreadsLosesNothing() {
		this.executor = (command) -> {
			throw new OutOfMemoryError("unable to create native thread");
		};
		submit(0);
		this.executor = this.accepted::add;
		this.timer.advance(SECOND);
		work();
		assertThat(this.acknowledged).containsExactly(0L);
	}

	@Test
	void anExecutorWhoseCallersRunNeverRunsHandlersUnderTheLock() {
		List<Thread> threads = new ArrayList<>();
		this.executor = Runnable::run;
		submit(0);
		submit(1);
		assertThat(this.processed).as("neither on the consumer's thread").isEmpty();
		this.executor = (command) -> threads.add(new Thread(command));
		this.timer.advance(SECOND);
		threads.get(0).run();
		assertThat(this.processed).containsExactly(0L, 1L);
		assertThat(this.acknowledged).containsExactly(0L, 1L);
	}

	@Test
	void aRecordWhoseProcessorThrowsIsProcessedAgain() {
		DispatchBench bench = new DispatchBench(Ordering.KEY);
		bench.processor = (task) -> {
			throw new AssertionError("a defect");
		};
		bench.submit(0, "a");
		bench.submit(1, "a");
		bench.submit(2, "b");
		bench.work();
		assertThat(bench.startedOffsets()).containsExactly(0L, 2L);
		bench.processor = RecordTask::done;
		bench.timer.advance(SECOND);
		bench.work();
		assertThat(bench.startedOffsets()).containsExactly(0L, 2L, 0L, 2L, 1L);
		assertThat(bench.lastAcknowledged()).contains("orders-0@2");
	}

	@Test
	void aRecordThatEndedBeforeItsProcessorThrewIsFinished() {
		DispatchBench bench = new DispatchBench(Ordering.KEY);
		bench.processor = (task) -> {
			task.done();
			throw new IllegalStateException("a defect");
		};
		bench.submit(0, 1);
		bench.work();
		bench.timer.advance(SECOND);
		bench.work();
		assertThat(bench.startedOffsets()).containsExactly(0L, 1L);
		assertThat(bench.lastAcknowledged()).contains("orders-0@1");
	}

	@Test
	void aRecordThatWaitsForItsNextAttemptWhenAllStopsIsLeftToTheNextStart() {
		DispatchBench bench = new DispatchBench(Ordering.KEY);
		bench.processor = (task) -> {
			bench.timer.shutdown();
			task.again(SECOND);
		};
		bench.submit(0, "a");
		bench.work();
		assertThat(bench.startedOffsets()).containsExactly(0L);
		assertThat(bench.lastAcknowledged()).isEmpty();
		assertThat(bench.dispatcher.state().inFlight()).isZero();
	}

	@Test
	void anAcknowledgmentThatFailsHoldsUpNothing() {
		this.dispatcher.submit(this, List.of(new Submission(DispatchBench.record("orders", 0, 0, "a"), 0, () -> {
			throw new IllegalStateException("the container has gone");
		})));
		this.dispatcher.submit(this,
				List.of(new Submission(DispatchBench.record("orders", 0, 1, "a"), 0, () -> this.acknowledged.add(1L))));
		work();
		this.timer.advance(SECOND);
		work();
		assertThat(this.processed).containsExactly(0L, 1L);
		assertThat(this.acknowledged).as("stands for both").containsExactly(1L);
		assertThat(this.dispatcher.state().unfinished()).isZero();
		assertThat(this.dispatcher.state().inFlight()).isZero();
	}

	@Test
	void anInterruptThatAHandlerLeavesReachesNeitherTheAcknowledgmentNorTheNextHandler() {
		DispatchBench bench = new DispatchBench(Ordering.NONE);
		List<Boolean> interrupted = new ArrayList<>();
		bench.processor = (task) -> {
			interrupted.add(Thread.currentThread().isInterrupted());
			Thread.currentThread().interrupt();
			task.done();
		};
		for (int i = 0; i < 3; i++) {
			bench.dispatcher.submit(bench.owner, List.of(new Submission(DispatchBench.record("orders", 0, i, null), 0,
					() -> interrupted.add(Thread.currentThread().isInterrupted()))));
		}
		bench.work();
		assertThat(interrupted).containsExactly(false, false, false, false, false, false);
	}

}
