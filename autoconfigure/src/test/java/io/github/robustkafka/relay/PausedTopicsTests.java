package io.github.robustkafka.relay;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.InvalidRecordException;
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

/**
 * What the relay does with topics that somebody has paused.
 */
class PausedTopicsTests {

	private final AtomicLong time = new AtomicLong();

	private final InMemoryOutboxStore store = new InMemoryOutboxStore();

	private final HandOff handOff = new HandOff(new WakeUpSignal(), 0);

	private final OutboxWriter writer = new OutboxWriter(this.store,
			new RoomSettings(1 << 30, 1 << 30, RoomSettings.WhenFull.REJECT, Duration.ofSeconds(1)), Clock.systemUTC(),
			new WakeUpSignal(), this.handOff, OutboxObserver.NO_OP);

	private final Outcomes outcomes = new Outcomes(this.writer, List.of(), new AwaitedRecords(100, 1 << 20),
			new WakeUpSignal());

	private final List<ScriptedProducer> producers = new ArrayList<>();

	private final OutboxRelay relay = new OutboxRelay(this.store, this.writer, this.outcomes, this.handOff,
			this::nextProducer, new RelaySettings(10_000, 16 << 20, Duration.ofSeconds(1),
					new BackoffSettings(Duration.ofMillis(200), 2, Duration.ofSeconds(30), 0.2)),
			this.time::get);

	private final PausedTopics paused = this.relay.paused();

	@Test
	void recordsOfAPausedTopicStayPendingInOrderAndTheOthersGoOn() {
		assertThat(this.paused.pause("t")).isTrue();
		append("t", "a", "b");
		append("u", "c");
		work();
		assertThat(producer().inFlight()).containsExactly("c");
		append("t", "d");
		work();
		assertThat(producer().inFlight()).containsExactly("c");
		assertThat(this.paused.resume("t")).isTrue();
		work();
		assertThat(producer().inFlight()).containsExactly("c", "a", "b", "d");
	}

	@Test
	void whatIsInFlightIsStillAcknowledged() {
		append("t", "a");
		work();
		this.paused.pause("t");
		append("t", "b");
		producer().acknowledgeAll();
		work();
		this.writer.onStop();
		assertThat(producer().attempts()).containsExactly("a");
		assertThat(this.writer.pending()).isEqualTo(1);
		assertThat(this.writer.failed()).isZero();
	}

	@Test
	void aBatchThatIsRefusedMeanwhileStaysPendingInOrder() {
		append("t", "a", "bad", "b");
		work();
		this.paused.pause(PausedTopics.ALL);
		append("t", "c");
		producer().refuseBatch(List.of("bad"), new InvalidRecordException("no key"));
		for (int i = 0; i < 10; i++) {
			work();
		}
		assertThat(this.producers).hasSize(1);
		assertThat(this.writer.failed()).isZero();
		this.paused.resume(PausedTopics.ALL);
		List<String> sent = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			work();
			sent.addAll(producer().inFlight());
			producer().acknowledgeAll();
		}
		assertThat(sent).containsExactly("a", "bad", "b", "c");
	}

	@Test
	void aPausedTopicTakesNoRoomInMemoryFromTheOthers() {
		this.paused.pause("t");
		String[] values = IntStream.range(0, 30_000).mapToObj((i) -> "v" + i).toArray(String[]::new);
		for (int i = 0; i < values.length; i += 1000) {
			append("t", Stream.of(values).skip(i).limit(1000).toArray(String[]::new));
			work();
		}
		assertThat(this.handOff.isFull()).isFalse();
		this.paused.resume("t");
		List<String> sent = new ArrayList<>();
		while (sent.size() < values.length) {
			work();
			sent.addAll(producer().inFlight());
			producer().acknowledgeAll();
			this.writer.doWork();
		}
		assertThat(sent).containsExactly(values);
	}

	@Test
	void recordsOfAnEarlierProcessWaitToo() {
		append("t", "a", "b");
		this.paused.pause(PausedTopics.ALL);
		for (int i = 0; i < 5; i++) {
			work();
		}
		assertThat(this.producers).isEmpty();
		assertThat(this.relay.restNanos()).isGreaterThan(Duration.ofMillis(100).toNanos());
		this.paused.resume(PausedTopics.ALL);
		work();
		assertThat(producer().inFlight()).containsExactly("a", "b");
	}

	@Test
	void resumingAllLeavesNothingPaused() {
		this.paused.pause("t");
		this.paused.pause(PausedTopics.ALL);
		assertThat(this.paused.pause("t")).isFalse();
		assertThat(this.paused.names()).containsExactly(PausedTopics.ALL, "t");
		assertThat(this.paused.resume("u")).isFalse();
		assertThat(this.paused.resume(PausedTopics.ALL)).isTrue();
		assertThat(this.paused.names()).isEmpty();
		assertThat(this.paused.resume(PausedTopics.ALL)).isFalse();
	}

	/**
	 * A cycle of the relay, a second later.
	 */
	private void work() {
		this.time.addAndGet(Duration.ofSeconds(1).toNanos());
		this.relay.doWork();
	}

	private ScriptedProducer producer() {
		return this.producers.get(this.producers.size() - 1);
	}

	private Producer<byte[], byte[]> nextProducer() {
		ScriptedProducer next = new ScriptedProducer();
		this.producers.add(next);
		return next;
	}

	private void append(String topic, String... values) {
		for (String value : values) {
			this.writer.append(new Append(List.of(new OutboxRecord(UUID.randomUUID(), topic, null, null,
					value.getBytes(StandardCharsets.UTF_8), OutboxHeaders.NONE, 1, null)), false));
		}
		this.writer.doWork();
	}

}
