package io.github.robustkafka.retry;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.junit.jupiter.api.Test;

import io.github.robustkafka.dispatch.Submission;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RetryingProcessor}.
 */
class RetryingProcessorTests {

	private static final Duration WEEK = Duration.ofDays(7);

	private static final Duration MOMENT = Duration.ofMillis(50);

	private final IllegalStateException failure = new IllegalStateException("no funds");

	private final ConsumerRecord<byte[], byte[]> record = Records.record("orders", 3, 17);

	private ConsumerRecord<byte[], byte[]> retried(int tier, int attempt) {
		ConsumerRecord<byte[], byte[]> retried = Records.record("orders-r-" + tier, 3, 0);
		retried.headers().add(ControlHeaders.ATTEMPTS, ControlHeaders.bytes(attempt));
		return retried;
	}

	private static ProcessorBench bench(FailureAction action) {
		return new ProcessorBench(true, Duration.ZERO,
				new ExceptionRule(IllegalStateException.class, action, Duration.ofMinutes(1)));
	}

	private static long number(ProducerRecord<byte[], byte[]> record, String header) {
		ByteBuffer buffer = ByteBuffer.wrap(record.headers().lastHeader(header).value());
		return (buffer.remaining() == Integer.BYTES) ? buffer.getInt() : buffer.getLong();
	}

	@Test
	void whatWasHandledIsRememberedBeforeItIsAcknowledged() {
		ProcessorBench bench = new ProcessorBench(true, WEEK).receive(this.record);
		assertThat(bench.events).containsExactly("call 1", "succeeded 1", "inbox");
		bench.additions.remove().run();
		assertThat(bench.events).endsWith("inbox", "acknowledged");
		assertThat(bench.remembered).containsExactly("payments orders-3@17/1234567890123");
	}

	@Test
	void whatIsRememberedIsNotHandledAgain() {
		ProcessorBench bench = new ProcessorBench(true, WEEK);
		bench.remembered.add("payments orders-3@17/1234567890123");
		bench.receive(this.record);
		assertThat(bench.events).containsExactly("duplicate", "acknowledged");
	}

	@Test
	void withoutDeduplicationTheInboxIsNotAsked() {
		ProcessorBench bench = new ProcessorBench(true, Duration.ZERO);
		bench.remembered.add("payments orders-3@17/1234567890123");
		bench.receive(this.record);
		assertThat(bench.events).containsExactly("call 1", "succeeded 1", "acknowledged");
	}

	@Test
	void whatFailsIsTriedInPlaceAndThenGoesToTheFirstRetryTopic() {
		ProcessorBench bench = bench(FailureAction.RETRY).failingWith(this.failure).receive(this.record);
		assertThat(bench.events).containsExactly("call 1");
		bench.advance(MOMENT);
		assertThat(bench.events).containsExactly("call 1", "call 2");
		ProducerRecord<byte[], byte[]> forwarded = bench.forwarded();
		assertThat(forwarded.topic()).isEqualTo("orders-r-0");
		assertThat(forwarded.partition()).isEqualTo(3);
		assertThat(number(forwarded, ControlHeaders.ATTEMPTS)).isEqualTo(2);
		assertThat(number(forwarded, ControlHeaders.DUE) - bench.clock.millis()).as("delay and jitter")
			.isBetween(1000L, 1500L);
		bench.producer.completeNext();
		assertThat(bench.events).containsExactly("call 1", "call 2", "retried 2", "acknowledged");
	}

	@Test
	void nothingIsAcknowledgedBeforeTheRetryTopicHasIt() {
		ProcessorBench bench = bench(FailureAction.RETRY).failingWith(this.failure).receive(this.record);
		bench.advance(MOMENT);
		for (int i = 0; i < 3; i++) {
			bench.producer.errorNext(new NotEnoughReplicasException("too few"));
			bench.advance(Duration.ofMinutes(1));
		}
		assertThat(bench.events).doesNotContain("acknowledged", "retried 2")
			.endsWith("forward failed", "forward failed", "forward failed");
		bench.producer.completeNext();
		assertThat(bench.events).endsWith("retried 2", "acknowledged");
	}

	@Test
	void onARetryTopicThereIsOneCallForEachDelivery() {
		ProcessorBench bench = bench(FailureAction.RETRY).failingWith(this.failure).receive(retried(0, 2));
		assertThat(bench.events).containsExactly("call 3");
		assertThat(bench.forwarded().topic()).isEqualTo("orders-r-1");
		assertThat(number(bench.forwarded(), ControlHeaders.ATTEMPTS)).isEqualTo(3);
	}

	@Test
	void deliveriesThatShareATopicGoBackToIt() {
		ProcessorBench bench = bench(FailureAction.RETRY).failingWith(this.failure).receive(retried(1, 4));
		assertThat(bench.events).containsExactly("call 5");
		assertThat(bench.forwarded().topic()).isEqualTo("orders-r-1");
		assertThat(number(bench.forwarded(), ControlHeaders.ATTEMPTS)).isEqualTo(5);
	}

	@Test
	void theLastAttemptMakesADeadLetter() {
		ProcessorBench bench = bench(FailureAction.RETRY).failingWith(this.failure).receive(retried(1, 5));
		assertThat(bench.forwarded().topic()).isEqualTo("orders-d");
		assertThat(bench.events).containsExactly("call 6");
		bench.producer.completeNext();
		assertThat(bench.events).containsExactly("call 6", "dead letter", "acknowledged");
	}

	@Test
	void withoutADeadLetterTopicTheLastAttemptIsTheEnd() {
		ProcessorBench bench = new ProcessorBench(false, WEEK).failingWith(this.failure).receive(retried(1, 5));
		assertThat(bench.events).containsExactly("call 6", "dead letter", "acknowledged");
		assertThat(bench.producer.history()).isEmpty();
	}

	@Test
	void aDeadLetterRuleTakesTheShortWay() {
		ProcessorBench bench = bench(FailureAction.DEAD_LETTER).failingWith(this.failure).receive(this.record);
		assertThat(bench.forwarded().topic()).isEqualTo("orders-d");
		assertThat(number(bench.forwarded(), ControlHeaders.ATTEMPTS)).isEqualTo(1);
		bench.producer.completeNext();
		assertThat(bench.events).containsExactly("call 1", "dead letter", "acknowledged");
	}

	@Test
	void aDropRuleFinishesIt() {
		ProcessorBench bench = bench(FailureAction.DROP).failingWith(this.failure).receive(this.record);
		assertThat(bench.events).containsExactly("call 1", "dropped", "acknowledged");
		assertThat(bench.producer.history()).isEmpty();
	}

	@Test
	void aPauseRuleCountsNoAttempt() {
		ProcessorBench bench = bench(FailureAction.PAUSE).failingWith(this.failure).receive(this.record);
		for (int i = 0; i < 5; i++) {
			bench.advance(Duration.ofMinutes(1));
		}
		assertThat(bench.events).hasSize(12).containsOnly("call 1", "pause PT1M");
		bench.succeeding();
		bench.advance(Duration.ofMinutes(1));
		assertThat(bench.events).endsWith("call 1", "succeeded 1", "acknowledged");
	}

	@Test
	void aStopRuleKeepsTheRecord() {
		ProcessorBench bench = bench(FailureAction.STOP).failingWith(this.failure).receive(this.record);
		bench.advance(Duration.ofHours(1));
		assertThat(bench.events).containsExactly("call 1", "stop");
		assertThat(bench.dispatcher.state().unfinished()).isEqualTo(1);
	}

	@Test
	void errorsAreFailuresToo() {
		ProcessorBench bench = bench(FailureAction.DROP).failingWith(new NoClassDefFoundError("missing"))
			.receive(this.record);
		assertThat(bench.events).containsExactly("call 1");
		bench.advance(MOMENT);
		assertThat(bench.forwarded().topic()).isEqualTo("orders-r-0");
	}

	@Test
	void anAbandonedRecordIsNotForwarded() {
		ProcessorBench bench = bench(FailureAction.DEAD_LETTER).failingWith(this.failure);
		bench.whileHandling(bench::revoke);
		bench.receive(this.record);
		assertThat(bench.events).containsExactly("call 1");
		assertThat(bench.producer.history()).isEmpty();
		assertThat(bench.dispatcher.state().inFlight()).isZero();
	}

	@Test
	void aRecordThatIsAbandonedBeforeItsHandlerStartsIsNotHandled() {
		ProcessorBench reading = new ProcessorBench(true, WEEK);
		reading.whileReading(reading::revoke);
		reading.receive(this.record);
		ProcessorBench asking = new ProcessorBench(true, WEEK);
		asking.whileAsking(asking::revoke);
		asking.receive(this.record);
		assertThat(List.of(reading, asking)).allSatisfy((bench) -> {
			assertThat(bench.events).isEmpty();
			assertThat(bench.additions).isEmpty();
			assertThat(bench.dispatcher.state().inFlight()).isZero();
		});
	}

	@Test
	void anAbandonedRecordThatWasHandledIsRemembered() {
		ProcessorBench bench = new ProcessorBench(true, WEEK);
		bench.whileHandling(bench::revoke);
		bench.receive(this.record);
		bench.additions.remove().run();
		assertThat(bench.remembered).containsExactly("payments orders-3@17/1234567890123");
		assertThat(bench.events).doesNotContain("acknowledged");
		bench.whileHandling(() -> {
		});
		bench.receive(this.record);
		assertThat(bench.events).endsWith("duplicate", "acknowledged");
	}

	@Test
	void anInterruptEndsWithTheHandler() {
		ProcessorBench bench = bench(FailureAction.DEAD_LETTER).failingWith(this.failure);
		boolean[] interrupted = { true };
		bench.whileHandling(() -> Thread.currentThread().interrupt());
		bench.dispatcher.submit(bench,
				List.of(new Submission(this.record, 0, () -> interrupted[0] = Thread.currentThread().isInterrupted())));
		bench.work();
		bench.producer.completeNext();
		assertThat(interrupted[0]).isFalse();
	}

	@Test
	void anExceptionThatCannotBeShownBecomesADeadLetterAllTheSame() {
		ProcessorBench bench = bench(FailureAction.DEAD_LETTER).failingWith(new Speechless()).receive(this.record);
		bench.producer.completeNext();
		assertThat(bench.events).containsExactly("call 1", "dead letter", "acknowledged");
		String message = new String(bench.forwarded().headers().lastHeader(ControlHeaders.EXCEPTION_MESSAGE).value());
		assertThat(message).contains(Speechless.class.getName());
	}

	static class Speechless extends IllegalStateException {

		@Override
		public String getMessage() {
			throw new UnsupportedOperationException();
		}

	}

}
