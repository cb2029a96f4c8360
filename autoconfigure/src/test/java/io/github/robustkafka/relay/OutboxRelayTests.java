package io.github.robustkafka.relay;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class OutboxRelayTests {

	private final RelayBench bench = new RelayBench();

	private final OutboxRelay relay = this.bench.relay;

	@Test
	void recordsAreSentInOrderAndAcknowledged() {
		this.bench.append("t", "a", "b", "c");
		this.relay.doWork();
		assertThat(this.bench.producer().inFlight()).containsExactly("a", "b", "c");
		this.bench.producer().acknowledgeAll();
		this.bench.settle();
		assertThat(this.bench.writer.pending()).isZero();
	}

	@Test
	void recordsOfAnEarlierProcessAreFound() {
		this.bench.append("t", "a", "b");
		this.bench.nextRelay().doWork();
		assertThat(this.bench.producer().inFlight()).containsExactly("a", "b");
	}

	@Test
	void aTopicWithoutMetadataWaitsAndTheOthersGoOn() {
		this.bench.nextProducers.add(new ScriptedProducer().refuse((record) -> record.topic().equals("missing")
				? new TimeoutException("no metadata", new UnknownTopicOrPartitionException("unknown")) : null));
		this.bench.append("missing", "a", "b");
		this.bench.append("t", "c");
		this.relay.doWork();
		assertThat(this.bench.producer().inFlight()).containsExactly("c");
		assertThat(this.relay.status().obstacles()).containsOnlyKeys("missing");
		this.bench.producer().refuse((record) -> null);
		this.bench.pass(Duration.ofSeconds(40));
		this.relay.doWork();
		assertThat(this.bench.producer().inFlight()).containsExactly("c", "a", "b");
		assertThat(this.relay.status().obstacles()).isEmpty();
	}

	@Test
	void nothingIsTriedAgainBeforeItsDelayIsOver() {
		this.bench.nextProducers.add(new ScriptedProducer().refuse((record) -> new TimeoutException("no metadata")));
		this.bench.append("t", "a", "b");
		for (int i = 0; i < 1000; i++) {
			this.relay.doWork();
		}
		assertThat(this.bench.producer().attempts()).hasSize(1);
		assertThat(this.relay.restNanos()).isPositive();
	}

	@Test
	void anOutageIsNoticedAndEndsWithTheFirstAnswer() {
		this.bench.nextProducers.add(new ScriptedProducer().refuse((record) -> new TimeoutException("no metadata")));
		this.bench.append("t", "a");
		this.bench.append("u", "b");
		for (int i = 0; i < 100; i++) {
			this.relay.doWork();
			this.bench.pass(Duration.ofMillis(100));
		}
		assertThat(this.relay.status().outage()).contains("no metadata");
		assertThat(this.bench.producer().attempts().size()).isLessThan(40);
		this.bench.producer().refuse((record) -> null);
		this.bench.pass(Duration.ofSeconds(3));
		this.relay.doWork();
		this.relay.doWork();
		assertThat(this.relay.status().outage()).isNull();
		assertThat(this.bench.producer().inFlight()).containsExactlyInAnyOrder("a", "b");
		assertThat(this.bench.writer.failed()).isZero();
	}

	@Test
	void aPartitionThatDoesNotExistYetHoldsUpItsOwnLaneOnly() {
		this.bench.nextProducers
			.add(new ScriptedProducer().refuse((record) -> Integer.valueOf(5).equals(record.partition())
					? new TimeoutException("no partition") : null));
		this.bench.appendToPartition("t", 5, "a");
		this.bench.append("t", "b");
		this.bench.appendToPartition("t", 5, "c");
		this.bench.append("t", "d");
		this.relay.doWork();
		assertThat(this.bench.producer().inFlight()).containsExactly("b", "d");
		this.bench.producer().refuse((record) -> null);
		this.bench.producer().partitions(6);
		this.bench.pass(Duration.ofSeconds(40));
		this.relay.doWork();
		assertThat(this.bench.producer().inFlight()).containsExactly("b", "d", "a", "c");
		this.bench.appendToPartition("t", 5, "e");
		this.relay.doWork();
		assertThat(this.bench.producer().inFlight()).containsExactly("b", "d", "a", "c", "e");
	}

	@Test
	void aParkedLaneKeepsItsOrderWhenTheProducerIsReplaced() {
		this.bench.nextProducers
			.add(new ScriptedProducer().refuse((record) -> Integer.valueOf(5).equals(record.partition())
					? new TimeoutException("no partition") : null));
		for (int i = 0; i < 300; i++) {
			this.bench.appendToPartition("t", 5, "a" + i);
		}
		this.bench.append("u", "b");
		this.relay.doWork();
		this.bench.producer().refuse((record) -> null);
		this.bench.producer().partitions(6);
		this.bench.pass(Duration.ofSeconds(40));
		this.relay.doWork();
		assertThat(this.bench.producer().inFlight()).contains("a0").doesNotContain("a200");
		this.bench.nextProducers.add(new ScriptedProducer().partitions(6));
		this.bench.producer().refuseBatch(List.of("b"), new InvalidRecordException("no key"));
		List<String> sent = new ArrayList<>();
		for (int i = 0; i < 1000; i++) {
			this.bench.pass(Duration.ofSeconds(1));
			this.relay.doWork();
			sent.addAll(this.bench.producer().inFlight());
			this.bench.producer().acknowledgeAll();
		}
		assertThat(sent.stream().filter((value) -> value.startsWith("a")).distinct().toList())
			.isEqualTo(IntStream.range(0, 300).mapToObj((i) -> "a" + i).toList());
	}

	@Test
	void aParkedLaneThatIsReleasedAfterAReplacementSendsNothingTwice() {
		this.bench.nextProducers
			.add(new ScriptedProducer().refuse((record) -> Integer.valueOf(5).equals(record.partition())
					? new TimeoutException("no partition") : null));
		this.bench.appendToPartition("t", 5, "a");
		this.bench.append("t", "b");
		this.bench.appendToPartition("t", 5, "c");
		this.bench.append("t", "d");
		this.relay.doWork();
		this.bench.producer().throwFor((record) -> new KafkaException("broken"));
		this.bench.nextProducers
			.add(new ScriptedProducer().partitions(6).refuse((record) -> new TimeoutException("none")));
		this.bench.append("t", "e");
		for (int i = 0; i < 3; i++) {
			this.relay.doWork();
			this.bench.pass(Duration.ofSeconds(1));
		}
		this.bench.producer().refuse((record) -> null);
		for (int i = 0; i < 5; i++) {
			this.bench.pass(Duration.ofSeconds(40));
			this.relay.doWork();
		}
		assertThat(this.bench.producer().inFlight()).containsExactlyInAnyOrder("a", "b", "c", "d", "e")
			.containsSubsequence("a", "c");
	}

	@Test
	void aRefusedBatchIsSentAgainAloneAndOnlyTheCulpritFails() {
		this.bench.append("t", "a", "bad", "c");
		this.bench.append("u", "d");
		this.relay.doWork();
		ScriptedProducer first = this.bench.producer();
		this.bench.nextProducers.add(new ScriptedProducer());
		first.refuseBatch(List.of("bad"), new InvalidRecordException("no key"));
		assertThat(first.isClosed()).isTrue();
		this.relay.doWork();
		assertThat(this.bench.producer()).isNotSameAs(first);
		assertThat(this.bench.producer().inFlight()).containsExactlyInAnyOrder("a", "d");
		this.bench.producer().acknowledgeAll();
		this.relay.doWork();
		assertThat(this.bench.producer().inFlight()).containsExactly("bad");
		this.bench.producer().refuseBatch(List.of("bad"), new InvalidRecordException("no key"));
		this.relay.doWork();
		assertThat(this.bench.producer().isClosed()).isFalse();
		assertThat(this.bench.producer().inFlight()).containsExactly("c");
		this.bench.producer().acknowledgeAll();
		this.bench.settle();
		assertThat(this.bench.writer.failed()).isEqualTo(1);
		assertThat(this.bench.writer.pending()).isZero();
	}

	@Test
	void aRecordThatTheProducerCanNeverTakeFailsAndTheNextGoOn() {
		this.bench.nextProducers.add(new ScriptedProducer().refuse((record) -> new String(record.value()).equals("big")
				? new RecordTooLargeException("too large") : null));
		this.bench.append("t", "a", "big", "c");
		this.relay.doWork();
		assertThat(this.bench.producer().inFlight()).containsExactly("a", "c");
		this.bench.producer().acknowledgeAll();
		this.bench.settle();
		assertThat(this.bench.writer.failed()).isEqualTo(1);
	}

	@Test
	void aRevokedRightKeepsRecordsPendingInOrder() {
		this.bench.append("t", "a", "b");
		this.relay.doWork();
		this.bench.nextProducers.add(new ScriptedProducer());
		this.bench.producer().refuseBatch(List.of("a", "b"), new TopicAuthorizationException("t"));
		this.relay.doWork();
		assertThat(this.bench.producer().inFlight()).containsExactly("a");
		this.bench.producer().refuseBatch(List.of("a"), new TopicAuthorizationException("t"));
		this.relay.doWork();
		assertThat(this.bench.producer().inFlight()).isEmpty();
		assertThat(this.relay.status().obstacles()).containsOnlyKeys("t");
		this.bench.pass(Duration.ofSeconds(40));
		this.relay.doWork();
		this.bench.producer().acknowledgeAll();
		this.relay.doWork();
		this.bench.producer().acknowledgeAll();
		this.bench.settle();
		assertThat(this.bench.producer().attempts()).containsExactly("a", "a", "b");
		assertThat(this.bench.writer.pending()).isZero();
		assertThat(this.bench.writer.failed()).isZero();
	}

	@Test
	void aPartitionerThatThrowsKeepsRecordsPendingAndIsShown() {
		this.bench.nextProducers
			.add(new ScriptedProducer().throwFor((record) -> new IllegalArgumentException("negative partition")));
		this.bench.append("t", "a");
		this.relay.doWork();
		assertThat(this.relay.status().partitionerFailure()).contains("negative partition");
		this.bench.producer().throwFor((record) -> null);
		this.bench.pass(Duration.ofSeconds(40));
		this.relay.doWork();
		assertThat(this.relay.status().partitionerFailure()).isNull();
		assertThat(this.bench.producer().inFlight()).containsExactly("a");
	}

	@Test
	void theStorePacksRecordsTogetherOnlyAsLongAsTheyGoStraightToTheProducer() {
		this.bench.nextProducers.add(new ScriptedProducer().refuse((record) -> new TimeoutException("no metadata")));
		this.relay.doWork();
		this.bench.append("t", "a", "b");
		this.relay.doWork();
		assertThat(this.bench.handOff.unsettled()).isEqualTo(RelayBench.UNSETTLED);
		this.bench.append("t", "c", "d");
		this.relay.doWork();
		assertThat(this.bench.handOff.unsettled()).as("they are read when the outage is over").isZero();
		this.bench.producer().refuse((record) -> null);
		this.bench.pass(Duration.ofSeconds(40));
		this.relay.doWork();
		this.bench.append("t", "e");
		this.relay.doWork();
		assertThat(this.bench.producer().inFlight()).containsExactly("a", "b", "c", "d", "e");
		assertThat(this.bench.handOff.unsettled()).isEqualTo(RelayBench.UNSETTLED);
	}

	@Test
	void anAcknowledgedRecordWhoseCommitWaitsIsReadAgainAndNotSentAgain() {
		this.bench.append("t", "a", "b", "c", "d", "e");
		this.relay.doWork();
		this.bench.producer().acknowledge(List.of("b", "d"));
		this.bench.nextProducers.add(new ScriptedProducer().refuse((record) -> new TimeoutException("no metadata")));
		this.bench.producer().refuseBatch(List.of("e"), new InvalidRecordException("no key"));
		this.relay.doWork();
		this.relay.doWork();
		this.bench.producer().refuse((record) -> null);
		List<String> sent = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			this.bench.pass(Duration.ofSeconds(40));
			this.relay.doWork();
			sent.addAll(this.bench.producer().inFlight());
			this.bench.producer().acknowledgeAll();
		}
		assertThat(this.bench.writer.committedOutcomes()).isZero();
		assertThat(sent).containsExactly("a", "c", "e");
		this.bench.settle();
		assertThat(this.bench.writer.pending()).isZero();
	}

	@Test
	void aProducerThatCannotBeCreatedIsTriedAgainLater() {
		this.bench.failCreations(1);
		this.bench.append("t", "a");
		this.relay.doWork();
		assertThat(this.bench.producers).isEmpty();
		this.bench.pass(Duration.ofSeconds(40));
		this.relay.doWork();
		assertThat(this.bench.producer().inFlight()).containsExactly("a");
	}

	private void work(int cycles) {
		IntStream.range(0, cycles).forEach((i) -> this.relay.doWork());
	}

}
