package io.github.robustkafka.relay;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of how {@link OutboxRelay} sends what it did not get from the writer, or no
 * longer has in memory.
 */
class ReadAheadTests {

	private final RelayBench bench = new RelayBench();

	private final OutboxRelay relay = this.bench.relay;

	@Test
	void whatDoesNotFitIntoMemoryIsReadFromTheStoreInOrder() {
		appendNumbers(0, 25_000);
		List<String> sent = new ArrayList<>();
		while (sent.size() < 25_000) {
			sent.addAll(sendAndAcknowledge());
		}
		assertThat(sent).isEqualTo(numbers(0, 25_000));
	}

	@Test
	void aTopicThatIsReadFromTheStoreCatchesUpThoughRecordsComeAsFastAsTheyAreSent() {
		pauseAndAppend(5000);
		List<String> sent = new ArrayList<>();
		for (int appended = 5000; appended < 20_000; appended += 500) {
			appendNumbers(appended, 500);
			sent.addAll(sendAndAcknowledge());
		}
		assertThat(this.bench.handOff.unsettled()).as("they are taken as they come").isEqualTo(RelayBench.UNSETTLED);
		assertThat(sent).isEqualTo(numbers(0, 15_000));
	}

	@Test
	void whatIsReadAheadLeavesMemoryForOthers() {
		pauseAndAppend(60_000);
		for (int i = 0; i < 60; i++) {
			sendAndAcknowledge();
			assertThat(this.bench.handOff.isFull()).isFalse();
		}
		assertThat(this.bench.handOff.hasRoomToReadAhead()).as("all that it may").isFalse();
	}

	@Test
	void aTopicThatStandsStillKeepsNothingThatWasReadAhead() {
		pauseAndAppend(60_000);
		IntStream.range(0, 60).forEach((i) -> sendAndAcknowledge());
		List<String> sent = new ArrayList<>(this.bench.producer().attempts());
		work(1);
		for (int i = 0; i < 2; i++) {
			this.bench.pass(Duration.ofSeconds(1));
			work(1);
		}
		assertThat(this.bench.handOff.hasRoomToReadAhead()).isTrue();
		this.bench.producer().acknowledgeAll();
		while (this.bench.producer().attempts().size() < 60_000) {
			sendAndAcknowledge();
		}
		assertThat(sent).hasSize(30_000);
		assertThat(this.bench.producer().attempts()).isEqualTo(numbers(0, 60_000));
	}

	@Test
	void whatWasReadAheadIsSentInOrderBehindARefusedBatch() {
		pauseAndAppend(20_000);
		work(4);
		this.bench.producer().refuseBatch(List.of("v7"), new InvalidRecordException("no key"));
		List<String> sent = new ArrayList<>();
		for (int i = 0; i < 5000 && sent.size() < 19_999; i++) {
			this.bench.pass(Duration.ofMillis(100));
			sent.addAll(refuseOrAcknowledge("v7"));
		}
		List<String> others = new ArrayList<>(numbers(0, 20_000));
		others.remove("v7");
		assertThat(sent).isEqualTo(others);
	}

	@Test
	void aTopicThatIsReadAgainFromALostRecordSendsNothingTwiceHoweverManyPagesThatTakes() {
		passPositionOne();
		appendNumbers(0, 2500);
		work(10);
		assertThat(this.bench.producer().inFlight()).hasSize(2500);
		this.bench.appendUnseen("t", 1, "lost");
		for (int i = 0; i < 3; i++) {
			this.bench.pass(Duration.ofSeconds(1));
			work(10);
		}
		assertThat(this.bench.producer().inFlight()).hasSize(2501).contains("lost");
		assertThat(this.bench.producer().attempts()).doesNotHaveDuplicates();
	}

	@Test
	void aTopicThatIsReadAgainFromALostRecordSendsNothingTwiceWhenTheProducerIsReplacedMeanwhile() {
		passPositionOne();
		appendNumbers(0, 5000);
		work(20);
		this.bench.appendUnseen("t", 1, "lost");
		for (int i = 0; i < 3; i++) {
			this.bench.pass(Duration.ofSeconds(1));
			work(1);
		}
		this.bench.producer().throwFor((record) -> new KafkaException("broken"));
		this.bench.append("other", "second");
		work(1);
		this.bench.pass(Duration.ofSeconds(40));
		List<String> sent = new ArrayList<>();
		for (int i = 0; i < 40; i++) {
			sent.addAll(sendAndAcknowledge());
		}
		assertThat(this.bench.producers).hasSize(2);
		assertThat(sent).doesNotHaveDuplicates().hasSize(5002).contains("lost", "v0", "v4999");
	}

	/**
	 * A record that turns up there later is one that the relay has lost sight of.
	 */
	private void passPositionOne() {
		this.bench.append("other", "first");
		this.relay.doWork();
		this.bench.producer().acknowledgeAll();
		this.relay.doWork();
	}

	private static List<String> numbers(int first, int count) {
		return IntStream.range(first, first + count).mapToObj((number) -> "v" + number).toList();
	}

	private void appendNumbers(int first, int count) {
		for (int i = 0; i < count; i += 500) {
			this.bench.append("t", numbers(first + i, 500).toArray(String[]::new));
		}
	}

	private List<String> sendAndAcknowledge() {
		this.relay.doWork();
		List<String> sent = this.bench.producer().inFlight();
		this.bench.producer().acknowledgeAll();
		this.bench.writer.doWork();
		return sent;
	}

	private List<String> refuseOrAcknowledge(String culprit) {
		this.relay.doWork();
		List<String> sent = this.bench.producer().inFlight();
		if (sent.contains(culprit)) {
			this.bench.producer().refuseBatch(List.of(culprit), new InvalidRecordException("no key"));
			return List.of();
		}
		this.bench.producer().acknowledgeAll();
		this.bench.writer.doWork();
		return sent;
	}

	/**
	 * Appends records of a topic that has to be read from the store.
	 */
	private void pauseAndAppend(int count) {
		this.relay.paused().pause("t");
		for (int i = 0; i < count; i += 500) {
			appendNumbers(i, 500);
			this.relay.doWork();
		}
		this.relay.paused().resume("t");
	}

	private void work(int cycles) {
		IntStream.range(0, cycles).forEach((i) -> this.relay.doWork());
	}

}
