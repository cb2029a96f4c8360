package io.github.robustkafka.relay;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.junit.jupiter.api.Test;

import io.github.robustkafka.outbox.PendingRecord;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a {@link RelayObserver} hears.
 */
class RelayObserverTests {

	private final List<String> heard = new ArrayList<>();

	@Test
	void eachRecordInFlightHasOneEnd() {
		RelayBench bench = new RelayBench(new Heard());
		bench.append("t", "a", "b");
		bench.relay.doWork();
		bench.producer().acknowledgeAll();
		bench.relay.doWork();
		assertThat(this.heard).containsExactly("a handed over", "b handed over", "a flight acknowledged",
				"b flight acknowledged", "2 of t acknowledged");
	}

	@Test
	void recordsOfDifferentTimesAreToldApart() {
		RelayBench bench = new RelayBench(new Heard());
		bench.append("t", "a");
		// Appended in 1970, so not at the time of the other.
		bench.appendUnseen("t", 100, "b");
		bench.pass(Duration.ofSeconds(2));
		bench.relay.doWork();
		bench.producer().acknowledgeAll();
		bench.relay.doWork();
		assertThat(this.heard).filteredOn((what) -> what.contains("of t acknowledged"))
			.containsExactly("1 of t acknowledged", "1 of t acknowledged");
	}

	@Test
	void recordsOfDifferentTopicsAreToldApart() {
		RelayBench bench = new RelayBench(new Heard());
		bench.append("t", "a", "b");
		bench.append("u", "c");
		bench.relay.doWork();
		bench.producer().acknowledgeAll();
		bench.relay.doWork();
		assertThat(this.heard).endsWith("2 of t acknowledged", "c flight acknowledged", "1 of u acknowledged");
	}

	@Test
	void aRecordThatTheProducerDoesNotTakeIsNotInFlight() {
		RelayBench bench = new RelayBench(new Heard());
		bench.nextProducers.add(new ScriptedProducer().refuse((record) -> new RecordTooLargeException("too large")));
		bench.append("t", "a");
		bench.relay.doWork();
		assertThat(this.heard).isEmpty();
	}

	@Test
	void whatARefusedBatchTakesWithItIsTakenBackAndTheCulpritFails() {
		RelayBench bench = new RelayBench(new Heard());
		bench.append("t", "a", "b");
		bench.relay.doWork();
		bench.producer().refuseBatch(List.of("a"), new InvalidRecordException("no key"));
		bench.relay.doWork();
		assertThat(this.heard).containsSubsequence("a flight taken back", "b flight taken back", "2 taken back",
				"producer replaced", "a handed over");
		bench.producer().refuseBatch(List.of("a"), new InvalidRecordException("no key"));
		bench.relay.doWork();
		assertThat(this.heard).contains("a flight failed");
	}

	@Test
	void whatIsUnansweredAtTheEndIsTakenBack() {
		RelayBench bench = new RelayBench(new Heard());
		bench.append("t", "a");
		bench.relay.doWork();
		bench.relay.onStop();
		assertThat(this.heard).contains("a flight taken back");
	}

	@Test
	void anObserverThatThrowsIsIgnored() {
		RelayBench bench = new RelayBench(new Throwing());
		bench.append("t", "a", "b");
		bench.relay.doWork();
		bench.producer().acknowledgeAll();
		bench.settle();
		assertThat(bench.writer.pending()).isZero();
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
		public void acknowledged(String topic, long appendedAt, int records) {
			hear(records + " of " + topic + " acknowledged");
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
		public void acknowledged(String topic, long appendedAt, int records) {
			throw new IllegalStateException("the observer's own fault");
		}

	}

}
