package io.github.robustkafka.relay;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.junit.jupiter.api.Test;

import io.github.robustkafka.test.InMemoryOutboxStore;
import io.github.robustkafka.outbox.OutboxHeaders;
import io.github.robustkafka.outbox.OutboxRecord;
import io.github.robustkafka.outbox.PendingRecord;
import io.github.robustkafka.outcome.AwaitedRecords;
import io.github.robustkafka.outcome.Outcomes;
import io.github.robustkafka.worker.WakeUpSignal;
import io.github.robustkafka.writer.Append;
import io.github.robustkafka.writer.OutboxObserver;
import io.github.robustkafka.writer.OutboxWriter;
import io.github.robustkafka.writer.RoomSettings;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a {@link RelayObserver} hears.
 */
class RelayObserverTests {

	private final List<String> heard = new ArrayList<>();

	private final HandOff handOff = new HandOff(new WakeUpSignal(), 0);

	private final InMemoryOutboxStore store = new InMemoryOutboxStore();

	private final OutboxWriter writer = new OutboxWriter(this.store,
			new RoomSettings(1 << 30, 1 << 30, RoomSettings.WhenFull.REJECT, Duration.ofSeconds(1)), Clock.systemUTC(),
			new WakeUpSignal(), this.handOff, OutboxObserver.NO_OP);

	private final List<ScriptedProducer> producers = new ArrayList<>();

	@Test
	void eachRecordInFlightHasOneEnd() {
		OutboxRelay relay = relay(new Heard());
		append("a", "b");
		relay.doWork();
		producer().acknowledgeAll();
		relay.doWork();
		assertThat(this.heard).containsExactly("a handed over", "b handed over", "a acknowledged",
				"a flight acknowledged", "b acknowledged", "b flight acknowledged");
	}

	@Test
	void aRecordThatTheProducerDoesNotTakeIsNotInFlight() {
		OutboxRelay relay = relay(new Heard());
		this.producers.add(new ScriptedProducer().refuse((record) -> new RecordTooLargeException("too large")));
		append("a");
		relay.doWork();
		assertThat(this.heard).isEmpty();
	}

	@Test
	void whatARefusedBatchTakesWithItIsTakenBackAndTheCulpritFails() {
		OutboxRelay relay = relay(new Heard());
		append("a", "b");
		relay.doWork();
		producer().refuseBatch(List.of("a"), new InvalidRecordException("no key"));
		relay.doWork();
		assertThat(this.heard).containsSubsequence("a flight taken back", "b flight taken back", "2 taken back",
				"producer replaced", "a handed over");
		producer().refuseBatch(List.of("a"), new InvalidRecordException("no key"));
		relay.doWork();
		assertThat(this.heard).contains("a flight failed");
	}

	@Test
	void whatIsUnansweredAtTheEndIsTakenBack() {
		OutboxRelay relay = relay(new Heard());
		append("a");
		relay.doWork();
		relay.onStop();
		assertThat(this.heard).contains("a flight taken back");
	}

	@Test
	void anObserverThatThrowsIsIgnored() {
		OutboxRelay relay = relay(new Throwing());
		append("a", "b");
		relay.doWork();
		producer().acknowledgeAll();
		relay.doWork();
		this.writer.close();
		this.writer.onStop();
		assertThat(this.writer.pending()).isZero();
	}

	private OutboxRelay relay(RelayObserver observer) {
		RelaySettings settings = new RelaySettings(100, 1 << 20, Duration.ofSeconds(1),
				new BackoffSettings(Duration.ofMillis(1), 2, Duration.ofMillis(1), 0), observer);
		Outcomes outcomes = new Outcomes(this.writer, List.of(), new AwaitedRecords(100, 1 << 20), new WakeUpSignal());
		return new OutboxRelay(this.store, this.writer, outcomes, this.handOff, this::producer, settings,
				System::nanoTime);
	}

	/**
	 * The producer that is open, or a new one.
	 */
	private ScriptedProducer producer() {
		ScriptedProducer last = this.producers.isEmpty() ? null : this.producers.get(this.producers.size() - 1);
		if (last == null || last.isClosed()) {
			last = new ScriptedProducer();
			this.producers.add(last);
		}
		return last;
	}

	private void append(String... values) {
		for (String value : values) {
			this.writer.append(new Append(List.of(new OutboxRecord(UUID.randomUUID(), "t", null, null,
					value.getBytes(StandardCharsets.UTF_8), OutboxHeaders.NONE, 1, null)), false));
		}
		this.writer.doWork();
	}

	private static String value(PendingRecord record) {
		byte[] value = record.record().value();
		return (value != null) ? new String(value, StandardCharsets.UTF_8) : "null";
	}

	private final class Heard implements RelayObserver {

		private void hear(String what) {
			RelayObserverTests.this.heard.add(what);
		}

		@Override
		public Flight handedOver(PendingRecord record) {
			hear(value(record) + " handed over");
			return new Flight() {

				@Override
				public void acknowledged(int partition, long offset) {
					hear(value(record) + " flight acknowledged");
				}

				@Override
				public void failed(Exception failure) {
					hear(value(record) + " flight failed");
				}

				@Override
				public void takenBack() {
					hear(value(record) + " flight taken back");
				}

			};
		}

		@Override
		public void acknowledged(PendingRecord record) {
			hear(value(record) + " acknowledged");
		}

		@Override
		public void takenBack(int records) {
			hear(records + " taken back");
		}

		@Override
		public void producerReplaced() {
			hear("producer replaced");
		}

	}

	private static final class Throwing implements RelayObserver {

		@Override
		public Flight handedOver(PendingRecord record) {
			throw new IllegalStateException("the observer's own fault");
		}

		@Override
		public void acknowledged(PendingRecord record) {
			throw new IllegalStateException("the observer's own fault");
		}

	}

}
