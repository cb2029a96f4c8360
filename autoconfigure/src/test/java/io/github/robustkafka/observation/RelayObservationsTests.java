package io.github.robustkafka.observation;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.UUID;
import java.util.stream.Stream;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.junit.jupiter.api.Test;

import io.github.robustkafka.outbox.OutboxHeaders;
import io.github.robustkafka.outbox.OutboxRecord;
import io.github.robustkafka.outbox.PendingRecord;
import io.github.robustkafka.relay.RelayObserver.Flight;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link RelayObservations} and {@link JournalObservations}.
 */
class RelayObservationsTests {

	private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

	private final TracedProcess process = new TracedProcess();

	private final RelayObservations observations = new RelayObservations(
			Clock.fixed(Instant.ofEpochMilli(5000), ZoneOffset.UTC));

	@Test
	void nothingIsObservedBeforeThereIsARegistry() {
		assertThat(this.observations.handedOver(record())).isNull();
	}

	@Test
	void theSpanContinuesTheTraceOfTheRowAndTellsHowItEnded() {
		handOver().acknowledged(3, 17);
		SpanData span = this.process.only("orders relay");
		assertThat(span.getTraceId()).isEqualTo(TRACE);
		assertThat(span.getParentSpanId()).isEqualTo("00f067aa0ba902b7");
		assertThat(span.getKind()).isEqualTo(SpanKind.PRODUCER);
		assertThat(TracedProcess.attributes(span)).containsEntry("robust.kafka.outcome", "acknowledged")
			.containsEntry("robust.kafka.waited", "4000")
			.containsEntry("robust.kafka.record.id", "00000000-0000-0001-0000-000000000002")
			.containsEntry("messaging.kafka.destination.partition", "3")
			.containsEntry("messaging.kafka.message.offset", "17");
	}

	@Test
	void aFailedRecordIsAnError() {
		handOver().failed(new IllegalArgumentException("too large"));
		SpanData span = this.process.only("orders relay");
		assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
		assertThat(TracedProcess.attributes(span)).containsEntry("robust.kafka.outcome", "failed");
	}

	@Test
	void aRecordThatIsTakenBackIsNoErrorAndGetsAnotherSpan() {
		handOver().takenBack();
		handOver().acknowledged(0, 1);
		assertThat(this.process.named("orders relay")).hasSize(2)
			.allSatisfy((span) -> assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET))
			.extracting((span) -> TracedProcess.attributes(span).get("robust.kafka.outcome"))
			.containsExactly("taken-back", "acknowledged");
	}

	@Test
	void keyValuesAreThoseThatAreDocumented() {
		handOver().acknowledged(3, 17);
		journalObservations().observe("orders", 2, () -> "done");
		assertThat(TracedProcess.attributes(this.process.only("orders relay")).keySet())
			.containsAll(keys(RobustKafkaObservation.RELAY))
			.filteredOn(RelayObservationsTests::isOurs)
			.containsExactlyInAnyOrderElementsOf(keys(RobustKafkaObservation.RELAY));
		assertThat(TracedProcess.attributes(this.process.only("orders journal")).keySet())
			.containsExactlyInAnyOrderElementsOf(keys(RobustKafkaObservation.JOURNAL));
	}

	private static boolean isOurs(String key) {
		return key.startsWith("robust.") || key.startsWith("messaging.");
	}

	private static Iterable<String> keys(RobustKafkaObservation observation) {
		return Stream.of(observation.getLowCardinalityKeyNames(), observation.getHighCardinalityKeyNames())
			.flatMap(Arrays::stream)
			.map(KeyName::asString)
			.toList();
	}

	@Test
	void conventionsOfTheApplicationReplaceTheNames() {
		this.observations.observeIn(this.process.registry, new RobustKafkaRelayObservationConvention() {

			@Override
			public String getContextualName(RelayContext context) {
				return "publish";
			}

		});
		Flight flight = this.observations.handedOver(record());
		assertThat(flight).isNotNull();
		flight.acknowledged(0, 0);
		JournalObservations journal = journalObservations();
		journal.setConvention(new RobustKafkaJournalObservationConvention() {

			@Override
			public String getContextualName(JournalContext context) {
				return "keep";
			}

		});
		journal.observe("orders", 1, () -> "done");
		assertThat(this.process.spans).extracting(SpanData::getName).containsExactly("publish", "keep");
	}

	@Test
	void journalingIsAPartOfWhatTheCallerObservesAndItsFailureAnError() {
		JournalObservations journal = journalObservations();
		Observation.createNotStarted("checkout", this.process.registry)
			.observe(() -> assertThatIllegalStateException().isThrownBy(() -> journal.observe("orders", 1, () -> {
				throw new IllegalStateException("full");
			})));
		SpanData span = this.process.only("orders journal");
		assertThat(span.getParentSpanId()).isEqualTo(this.process.only("checkout").getSpanId());
		assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
	}

	private JournalObservations journalObservations() {
		return new JournalObservations(() -> this.process.registry);
	}

	private Flight handOver() {
		this.observations.observeIn(this.process.registry, null);
		Flight flight = this.observations.handedOver(record());
		assertThat(flight).isNotNull();
		return flight;
	}

	private static PendingRecord record() {
		OutboxHeaders headers = OutboxHeaders.builder()
			.add("traceparent", "00-00000000000000000000000000000001-0000000000000001-01".getBytes(UTF_8))
			.add("traceparent", ("00-" + TRACE + "-00f067aa0ba902b7-01").getBytes(UTF_8))
			.add("traceparent", null)
			.build();
		return new PendingRecord(7, 1000,
				new OutboxRecord(new UUID(1, 2), "orders", null, null, new byte[] { 1 }, headers, 1000, null));
	}

}
