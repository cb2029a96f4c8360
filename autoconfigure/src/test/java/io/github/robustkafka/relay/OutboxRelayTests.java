package io.github.robustkafka.relay;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.Test;

import io.github.robustkafka.test.InMemoryOutboxStore;
import io.github.robustkafka.outbox.OutboxHeaders;
import io.github.robustkafka.outbox.OutboxRecord;
import io.github.robustkafka.outcome.AwaitedRecords;
import io.github.robustkafka.outcome.Outcomes;
import io.github.robustkafka.worker.WakeUpSignal;
import io.github.robustkafka.writer.Append;
import io.github.robustkafka.writer.OutboxObserver;
import io.github.robustkafka.writer.OutboxWriter;
import io.github.robustkafka.writer.RoomSettings;

import static org.assertj.core.api.Assertions.assertThat;

class OutboxRelayTests {

	private static final Duration POLL = Duration.ofSeconds(1);

	private final AtomicLong time = new AtomicLong();

	private final InMemoryOutboxStore store = new InMemoryOutboxStore();

	private final HandOff handOff = new HandOff(new WakeUpSignal(), 0);

	private final OutboxWriter writer = new OutboxWriter(this.store,
			new RoomSettings(1 << 30, 1 << 30, RoomSettings.WhenFull.REJECT, Duration.ofSeconds(1)), Clock.systemUTC(),
			new WakeUpSignal(), this.handOff, OutboxObserver.NO_OP);

	private final Outcomes outcomes = new Outcomes(this.writer, List.of(), new AwaitedRecords(100, 1 << 20),
			new WakeUpSignal());

	private final List<ScriptedProducer> producers = new ArrayList<>();

	private final Deque<ScriptedProducer> nextProducers = new ArrayDeque<>();

	private int failingCreations;

	private final OutboxRelay relay = relay();

	@Test
	void recordsAreSentInOrderAndAcknowledged() {
		append("t", "a", "b", "c");
		this.relay.doWork();
		assertThat(producer().inFlight()).containsExactly("a", "b", "c");
		producer().acknowledgeAll();
		settle();
		assertThat(this.writer.pending()).isZero();
	}

	@Test
	void recordsOfAnEarlierProcessAreFound() {
		append("t", "a", "b");
		OutboxRelay next = new OutboxRelay(this.store, this.writer, this.outcomes, new HandOff(new WakeUpSignal(), 0),
				this::nextProducer, settings(), this.time::get);
		next.doWork();
		assertThat(producer().inFlight()).containsExactly("a", "b");
	}

	@Test
	void aTopicWithoutMetadataWaitsAndTheOthersGoOn() {
		this.nextProducers.add(new ScriptedProducer().refuse((record) -> record.topic().equals("missing")
				? new TimeoutException("no metadata", new UnknownTopicOrPartitionException("unknown")) : null));
		append("missing", "a", "b");
		append("t", "c");
		this.relay.doWork();
		assertThat(producer().inFlight()).containsExactly("c");
		assertThat(this.relay.status().obstacles()).containsOnlyKeys("missing");
		producer().refuse((record) -> null);
		pass(Duration.ofSeconds(40));
		this.relay.doWork();
		assertThat(producer().inFlight()).containsExactly("c", "a", "b");
		assertThat(this.relay.status().obstacles()).isEmpty();
	}

	@Test
	void nothingIsTriedAgainBeforeItsDelayIsOver() {
		this.nextProducers.add(new ScriptedProducer().refuse((record) -> new TimeoutException("no metadata")));
		append("t", "a", "b");
		for (int i = 0; i < 1000; i++) {
			this.relay.doWork();
		}
		assertThat(producer().attempts()).hasSize(1);
		assertThat(this.relay.restNanos()).isPositive();
	}

	@Test
	void anOutageIsNoticedAndEndsWithTheFirstAnswer() {
		this.nextProducers.add(new ScriptedProducer().refuse((record) -> new TimeoutException("no metadata")));
		append("t", "a");
		append("u", "b");
		for (int i = 0; i < 100; i++) {
			this.relay.doWork();
			pass(Duration.ofMillis(100));
		}
		assertThat(this.relay.status().outage()).contains("no metadata");
		assertThat(producer().attempts().size()).isLessThan(40);
		producer().refuse((record) -> null);
		pass(Duration.ofSeconds(3));
		this.relay.doWork();
		this.relay.doWork();
		assertThat(this.relay.status().outage()).isNull();
		assertThat(producer().inFlight()).containsExactlyInAnyOrder("a", "b");
		assertThat(this.writer.failed()).isZero();
	}

	@Test
	void aPartitionThatDoesNotExistYetHoldsUpItsOwnLaneOnly() {
		this.nextProducers.add(new ScriptedProducer().refuse((record) -> Integer.valueOf(5).equals(record.partition())
				? new TimeoutException("no partition") : null));
		appendToPartition("t", 5, "a");
		append("t", "b");
		appendToPartition("t", 5, "c");
		append("t", "d");
		this.relay.doWork();
		assertThat(producer().inFlight()).containsExactly("b", "d");
		producer().refuse((record) -> null);
		producer().partitions(6);
		pass(Duration.ofSeconds(40));
		this.relay.doWork();
		assertThat(producer().inFlight()).containsExactly("b", "d", "a", "c");
		appendToPartition("t", 5, "e");
		this.relay.doWork();
		assertThat(producer().inFlight()).containsExactly("b", "d", "a", "c", "e");
	}

	@Test
	void aParkedLaneKeepsItsOrderWhenTheProducerIsReplaced() {
		this.nextProducers.add(new ScriptedProducer().refuse((record) -> Integer.valueOf(5).equals(record.partition())
				? new TimeoutException("no partition") : null));
		for (int i = 0; i < 300; i++) {
			appendToPartition("t", 5, "a" + i);
		}
		append("u", "b");
		this.relay.doWork();
		producer().refuse((record) -> null);
		producer().partitions(6);
		pass(Duration.ofSeconds(40));
		this.relay.doWork();
		assertThat(producer().inFlight()).contains("a0").doesNotContain("a200");
		this.nextProducers.add(new ScriptedProducer().partitions(6));
		producer().refuseBatch(List.of("b"), new InvalidRecordException("no key"));
		List<String> sent = new ArrayList<>();
		for (int i = 0; i < 1000; i++) {
			pass(Duration.ofSeconds(1));
			this.relay.doWork();
			sent.addAll(producer().inFlight());
			producer().acknowledgeAll();
		}
		assertThat(sent.stream().filter((value) -> value.startsWith("a")).distinct().toList())
			.isEqualTo(IntStream.range(0, 300).mapToObj((i) -> "a" + i).toList());
	}

	@Test
	void aParkedLaneThatIsReleasedAfterAReplacementSendsNothingTwice() {
		this.nextProducers.add(new ScriptedProducer().refuse((record) -> Integer.valueOf(5).equals(record.partition())
				? new TimeoutException("no partition") : null));
		appendToPartition("t", 5, "a");
		append("t", "b");
		appendToPartition("t", 5, "c");
		append("t", "d");
		this.relay.doWork();
		producer().throwFor((record) -> new KafkaException("broken"));
		this.nextProducers.add(new ScriptedProducer().partitions(6).refuse((record) -> new TimeoutException("none")));
		append("t", "e");
		for (int i = 0; i < 3; i++) {
			this.relay.doWork();
			pass(Duration.ofSeconds(1));
		}
		producer().refuse((record) -> null);
		for (int i = 0; i < 5; i++) {
			pass(Duration.ofSeconds(40));
			this.relay.doWork();
		}
		assertThat(producer().inFlight()).containsExactlyInAnyOrder("a", "b", "c", "d", "e")
			.containsSubsequence("a", "c");
	}

	@Test
	void aRefusedBatchIsSentAgainAloneAndOnlyTheCulpritFails() {
		append("t", "a", "bad", "c");
		append("u", "d");
		this.relay.doWork();
		ScriptedProducer first = producer();
		this.nextProducers.add(new ScriptedProducer());
		first.refuseBatch(List.of("bad"), new InvalidRecordException("no key"));
		assertThat(first.isClosed()).isTrue();
		this.relay.doWork();
		assertThat(producer()).isNotSameAs(first);
		assertThat(producer().inFlight()).containsExactlyInAnyOrder("a", "d");
		producer().acknowledgeAll();
		this.relay.doWork();
		assertThat(producer().inFlight()).containsExactly("bad");
		producer().refuseBatch(List.of("bad"), new InvalidRecordException("no key"));
		this.relay.doWork();
		assertThat(producer().isClosed()).isFalse();
		assertThat(producer().inFlight()).containsExactly("c");
		producer().acknowledgeAll();
		settle();
		assertThat(this.writer.failed()).isEqualTo(1);
		assertThat(this.writer.pending()).isZero();
	}

	@Test
	void aRecordThatTheProducerCanNeverTakeFailsAndTheNextGoOn() {
		this.nextProducers.add(new ScriptedProducer().refuse((record) -> new String(record.value()).equals("big")
				? new RecordTooLargeException("too large") : null));
		append("t", "a", "big", "c");
		this.relay.doWork();
		assertThat(producer().inFlight()).containsExactly("a", "c");
		producer().acknowledgeAll();
		settle();
		assertThat(this.writer.failed()).isEqualTo(1);
	}

	@Test
	void aRevokedRightKeepsRecordsPendingInOrder() {
		append("t", "a", "b");
		this.relay.doWork();
		this.nextProducers.add(new ScriptedProducer());
		producer().refuseBatch(List.of("a", "b"), new TopicAuthorizationException("t"));
		this.relay.doWork();
		assertThat(producer().inFlight()).containsExactly("a");
		producer().refuseBatch(List.of("a"), new TopicAuthorizationException("t"));
		this.relay.doWork();
		assertThat(producer().inFlight()).isEmpty();
		assertThat(this.relay.status().obstacles()).containsOnlyKeys("t");
		pass(Duration.ofSeconds(40));
		this.relay.doWork();
		producer().acknowledgeAll();
		this.relay.doWork();
		producer().acknowledgeAll();
		settle();
		assertThat(producer().attempts()).containsExactly("a", "a", "b");
		assertThat(this.writer.pending()).isZero();
		assertThat(this.writer.failed()).isZero();
	}

	@Test
	void aPartitionerThatThrowsKeepsRecordsPendingAndIsShown() {
		this.nextProducers
			.add(new ScriptedProducer().throwFor((record) -> new IllegalArgumentException("negative partition")));
		append("t", "a");
		this.relay.doWork();
		assertThat(this.relay.status().partitionerFailure()).contains("negative partition");
		producer().throwFor((record) -> null);
		pass(Duration.ofSeconds(40));
		this.relay.doWork();
		assertThat(this.relay.status().partitionerFailure()).isNull();
		assertThat(producer().inFlight()).containsExactly("a");
	}

	@Test
	void whatDoesNotFitIntoMemoryIsReadFromTheStoreInOrder() {
		String[] values = new String[25_000];
		for (int i = 0; i < values.length; i++) {
			values[i] = "v" + i;
		}
		for (int i = 0; i < values.length; i += 1000) {
			append("t", List.of(values).subList(i, i + 1000).toArray(String[]::new));
		}
		List<String> sent = new ArrayList<>();
		while (sent.size() < values.length) {
			this.relay.doWork();
			sent.addAll(producer().inFlight());
			producer().acknowledgeAll();
			this.writer.doWork();
		}
		assertThat(sent).isEqualTo(List.of(values));
	}

	@Test
	void anAcknowledgedRecordWhoseCommitWaitsIsReadAgainAndNotSentAgain() {
		append("t", "a", "b", "c", "d", "e");
		this.relay.doWork();
		producer().acknowledge(List.of("b", "d"));
		this.nextProducers.add(new ScriptedProducer().refuse((record) -> new TimeoutException("no metadata")));
		producer().refuseBatch(List.of("e"), new InvalidRecordException("no key"));
		this.relay.doWork();
		this.relay.doWork();
		producer().refuse((record) -> null);
		List<String> sent = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			pass(Duration.ofSeconds(40));
			this.relay.doWork();
			sent.addAll(producer().inFlight());
			producer().acknowledgeAll();
		}
		assertThat(this.writer.committedOutcomes()).isZero();
		assertThat(sent).containsExactly("a", "c", "e");
		settle();
		assertThat(this.writer.pending()).isZero();
	}

	@Test
	void aProducerThatCannotBeCreatedIsTriedAgainLater() {
		this.failingCreations = 1;
		append("t", "a");
		this.relay.doWork();
		assertThat(this.producers).isEmpty();
		pass(Duration.ofSeconds(40));
		this.relay.doWork();
		assertThat(producer().inFlight()).containsExactly("a");
	}

	/**
	 * Lets the relay see the answers and the writer commit them.
	 */
	private void settle() {
		this.relay.doWork();
		this.writer.close();
		this.writer.onStop();
	}

	private void pass(Duration duration) {
		this.time.addAndGet(duration.toNanos());
	}

	private ScriptedProducer producer() {
		return this.producers.get(this.producers.size() - 1);
	}

	private Producer<byte[], byte[]> nextProducer() {
		if (this.failingCreations > 0) {
			this.failingCreations--;
			throw new KafkaException("No resolvable bootstrap urls");
		}
		ScriptedProducer next = this.nextProducers.isEmpty() ? new ScriptedProducer() : this.nextProducers.remove();
		this.producers.add(next);
		return next;
	}

	private OutboxRelay relay() {
		return new OutboxRelay(this.store, this.writer, this.outcomes, this.handOff, this::nextProducer, settings(),
				this.time::get);
	}

	private static RelaySettings settings() {
		return new RelaySettings(10_000, 16 << 20, POLL,
				new BackoffSettings(Duration.ofMillis(200), 2, Duration.ofSeconds(30), 0.2));
	}

	private void append(String topic, String... values) {
		appendTo(topic, null, values);
	}

	private void appendToPartition(String topic, int partition, String... values) {
		appendTo(topic, partition, values);
	}

	private void appendTo(String topic, Integer partition, String... values) {
		for (String value : values) {
			this.writer.append(new Append(List.of(new OutboxRecord(UUID.randomUUID(), topic, partition, null,
					value.getBytes(StandardCharsets.UTF_8), OutboxHeaders.NONE, 1, null)), false));
		}
		this.writer.doWork();
	}

}
