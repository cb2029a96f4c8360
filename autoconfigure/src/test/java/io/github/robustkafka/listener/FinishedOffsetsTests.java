package io.github.robustkafka.listener;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.github.robustkafka.inbox.SettableClock;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FinishedOffsets}.
 */
@ExtendWith(OutputCaptureExtension.class)
class FinishedOffsetsTests {

	private static final TopicPartition FIRST = new TopicPartition("orders", 0);

	private static final TopicPartition SECOND = new TopicPartition("orders", 1);

	private final SettableClock clock = new SettableClock();

	private final Group consumer = new Group();

	private final FinishedOffsets offsets = new FinishedOffsets("payments", this.consumer, this.clock);

	@BeforeEach
	void assign() {
		this.consumer.assign(List.of(FIRST, SECOND));
	}

	private Runnable received(TopicPartition partition, long offset) {
		return this.offsets
			.whenFinished(new ConsumerRecord<>(partition.topic(), partition.partition(), offset, null, null));
	}

	private void pass(long millis) {
		this.clock.advance(Duration.ofMillis(millis));
		this.offsets.commitIfDue();
	}

	@Test
	void theLatestFinishedOffsetsAreCommittedTogether() {
		Runnable first = received(FIRST, 4);
		Runnable second = received(FIRST, 5);
		Runnable other = received(SECOND, 17);
		first.run();
		second.run();
		other.run();
		pass(0);
		assertThat(this.consumer.commits).containsExactly("{orders-0=6, orders-1=18}");
		pass(1000);
		assertThat(this.consumer.commits).as("nothing new").hasSize(1);
	}

	@Test
	void thereIsACommitEveryTwentyMilliseconds() {
		received(FIRST, 0).run();
		pass(0);
		received(FIRST, 1).run();
		pass(19);
		assertThat(this.consumer.commits).hasSize(1);
		pass(1);
		assertThat(this.consumer.commits).endsWith("{orders-0=2}").hasSize(2);
	}

	@Test
	void aCommitThatFailedIsMadeAgainWithWhatIsFinishedThen() {
		this.consumer.failure = new CommitFailedException("stale member epoch");
		received(FIRST, 0).run();
		pass(0);
		received(FIRST, 1).run();
		pass(499);
		this.consumer.failure = null;
		assertThat(this.consumer.commits).isEmpty();
		pass(1);
		assertThat(this.consumer.commits).containsExactly("{orders-0=2}");
	}

	@Test
	void aWakeUpThatWasMeantForAPollIsNoFailure() {
		this.consumer.failure = new WakeupException();
		received(FIRST, 0).run();
		pass(0);
		this.consumer.failure = null;
		pass(20);
		assertThat(this.consumer.commits).containsExactly("{orders-0=1}");
	}

	@Test
	void whatFailsForLongIsToldOnceAndSoIsItsEnd(CapturedOutput output) {
		this.consumer.failure = new CommitFailedException("stale member epoch");
		received(FIRST, 0).run();
		for (int i = 0; i < 100; i++) {
			pass(500);
		}
		this.consumer.failure = null;
		pass(500);
		assertThat(output).containsOnlyOnce("cannot commit its offsets since 2026-01-01T00:00")
			.containsOnlyOnce("stale member epoch")
			.containsOnlyOnce("commits its offsets again");
	}

	@Test
	void theLastCommitIsTriedUntilTheGroupTakesIt(CapturedOutput output) {
		this.consumer.failure = new CommitFailedException("stale member epoch");
		this.consumer.failures = 3;
		received(FIRST, 0).run();
		this.offsets.commitLast();
		assertThat(this.consumer.commits).containsExactly("{orders-0=1}");
		assertThat(output).doesNotContain("could not commit");
	}

	@Test
	void aLastCommitThatFailsIsToldAndThrowsNothing(CapturedOutput output) {
		this.consumer.failure = new CommitFailedException("stale member epoch");
		received(FIRST, 0).run();
		this.offsets.commitLast();
		assertThat(output).contains("could not commit {orders-0=").contains("delivered again");
	}

	@Test
	void aLastCommitThatWasWokenForAStopIsMadeAgain(CapturedOutput output) {
		this.consumer.failure = new WakeupException();
		this.consumer.failures = 1;
		received(FIRST, 0).run();
		this.offsets.commitLast();
		assertThat(this.consumer.commits).containsExactly("{orders-0=1}");
		assertThat(output).doesNotContain("could not commit");
	}

	@Test
	void lastCommitsThatNobodyAnswersTakeThreeSecondsTogether() {
		this.consumer.failure = new TimeoutException("no answer");
		this.consumer.whenFailing = this.clock::advance;
		received(FIRST, 0).run();
		Instant start = this.clock.instant();
		this.offsets.commitLast();
		assertThat(Duration.between(start, this.clock.instant())).isEqualTo(Duration.ofSeconds(3));
	}

	@Test
	void aConsumerWithoutRecordsIsNotAsked() {
		this.consumer.close(CloseOptions.timeout(Duration.ZERO));
		assertThat(this.offsets.commit()).isTrue();
	}

	@Test
	void whatIsToldAfterAPartitionWasGivenUpIsNotCommitted() {
		Runnable late = received(FIRST, 4);
		this.offsets.forget(List.of(FIRST));
		late.run();
		pass(20);
		received(FIRST, 9);
		late.run();
		pass(20);
		assertThat(this.consumer.commits).isEmpty();
	}

	@Test
	void partitionsOfOthersAreNotCommitted() {
		received(FIRST, 4).run();
		this.consumer.assign(List.of(SECOND));
		pass(20);
		assertThat(this.consumer.commits).isEmpty();
	}

	/**
	 * A consumer whose group refuses commits when it is told to.
	 */
	private static final class Group extends MockConsumer<byte[], byte[]> {

		private final List<String> commits = new ArrayList<>();

		private @Nullable RuntimeException failure;

		private int failures = Integer.MAX_VALUE;

		/** Is given the time that a commit may take. */
		private Consumer<Duration> whenFailing = (timeout) -> {
		};

		Group() {
			super("earliest");
		}

		@Override
		public synchronized Set<TopicPartition> assignment() {
			if (closed()) {
				throw new IllegalStateException("This consumer has already been closed.");
			}
			return super.assignment();
		}

		@Override
		public synchronized void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration timeout) {
			RuntimeException reason = this.failure;
			if (reason != null && this.failures-- > 0) {
				this.whenFailing.accept(timeout);
				throw reason;
			}
			StringBuilder text = new StringBuilder();
			offsets.entrySet()
				.stream()
				.map((entry) -> entry.getKey() + "=" + entry.getValue().offset())
				.sorted()
				.forEach((each) -> text.append((text.length() > 0) ? ", " : "").append(each));
			this.commits.add("{" + text + "}");
		}

	}

}
