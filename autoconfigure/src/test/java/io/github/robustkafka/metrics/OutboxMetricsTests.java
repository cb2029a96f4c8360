package io.github.robustkafka.metrics;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.github.robustkafka.outbox.CommitResult;
import io.github.robustkafka.outbox.OutboxStore;
import io.github.robustkafka.outbox.StoreException;
import io.github.robustkafka.outbox.StoreSize;
import io.github.robustkafka.relay.RelayStatus;
import io.github.robustkafka.runtime.Outbox;
import io.github.robustkafka.writer.OutboxWriter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link OutboxMetrics}, {@link OutboxMeter} and {@link CommitRecorder}.
 */
class OutboxMetricsTests {

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final Outbox outbox = mock(Outbox.class);

	private final OutboxWriter writer = mock(OutboxWriter.class);

	private final OutboxStore store = mock(OutboxStore.class);

	private final CommitRecorder recorder = new CommitRecorder();

	private final OutboxMetrics metrics = new OutboxMetrics(this.outbox, this.recorder);

	@BeforeEach
	void outbox() {
		given(this.outbox.writer()).willReturn(this.writer);
		given(this.outbox.store()).willReturn(this.store);
	}

	@Test
	void metersAreThoseThatAreDocumented() {
		this.metrics.bindTo(this.registry);
		assertThat(this.registry.getMeters().stream().map(OutboxMetricsTests::tableRow))
			.containsExactlyInAnyOrderElementsOf(
					Arrays.stream(OutboxMeter.values()).map(OutboxMeter::tableRow).toList());
	}

	@Test
	void gaugesShowTheOutbox() {
		given(this.writer.pending()).willReturn(5L);
		given(this.writer.failed()).willReturn(2L);
		given(this.outbox.oldestPendingAge(anyLong())).willReturn(Duration.ofMillis(1500));
		given(this.store.size()).willReturn(new StoreSize(10, 1, 4096));
		given(this.outbox.relayStatus()).willReturn(status("no answer"));
		this.metrics.bindTo(this.registry);
		assertThat(gauge(OutboxMeter.PENDING)).isEqualTo(5);
		assertThat(gauge(OutboxMeter.FAILED_RECORDS)).isEqualTo(2);
		assertThat(gauge(OutboxMeter.OLDEST_PENDING_AGE)).isEqualTo(1.5);
		assertThat(gauge(OutboxMeter.OUTBOX_SIZE)).isEqualTo(4096);
		assertThat(gauge(OutboxMeter.IN_FLIGHT)).isEqualTo(3);
		assertThat(gauge(OutboxMeter.OUTAGE)).isEqualTo(1);
		given(this.outbox.relayStatus()).willReturn(status(null));
		assertThat(gauge(OutboxMeter.OUTAGE)).isZero();
	}

	@Test
	void gaugesOfAStoreOutOfUseAreNotANumber() {
		given(this.outbox.oldestPendingAge(anyLong())).willThrow(new StoreException("closed", null));
		given(this.store.size()).willThrow(new StoreException("closed", null));
		this.metrics.bindTo(this.registry);
		assertThat(gauge(OutboxMeter.OLDEST_PENDING_AGE)).isNaN();
		assertThat(gauge(OutboxMeter.OUTBOX_SIZE)).isNaN();
	}

	@Test
	void withoutARelayNothingIsInFlight() {
		this.metrics.bindTo(this.registry);
		assertThat(gauge(OutboxMeter.IN_FLIGHT)).isZero();
		assertThat(gauge(OutboxMeter.OUTAGE)).isZero();
	}

	@Test
	void countersKnowWhatWasCommittedBeforeTheyWereBound() {
		this.recorder.committed(new CommitResult(4, 3, 2, 1, 1), 1_000_000);
		this.recorder.commitFailed(new IllegalStateException());
		this.metrics.bindTo(this.registry);
		assertThat(count(OutboxMeter.APPENDED)).isEqualTo(4);
		assertThat(count(OutboxMeter.ACKNOWLEDGED)).isEqualTo(3);
		assertThat(count(OutboxMeter.FAILED)).isEqualTo(2);
		assertThat(count(OutboxMeter.COMMIT_FAILURES)).isEqualTo(1);
	}

	@Test
	void commitsAreTimedInEachRegistry() {
		SimpleMeterRegistry other = new SimpleMeterRegistry();
		this.metrics.bindTo(this.registry);
		this.metrics.bindTo(other);
		this.recorder.committed(new CommitResult(4, 3, 2, 1, 1), 2_000_000);
		for (SimpleMeterRegistry each : List.of(this.registry, other)) {
			assertThat(each.get(OutboxMeter.COMMIT.meterName()).timer().totalTime(TimeUnit.MILLISECONDS)).isEqualTo(2);
			assertThat(each.get(OutboxMeter.COMMIT_BATCH_SIZE.meterName()).summary().totalAmount()).isEqualTo(11);
		}
	}

	private static RelayStatus status(@Nullable String outage) {
		return new RelayStatus(3, outage, Map.of(), null, null);
	}

	private double gauge(OutboxMeter meter) {
		return this.registry.get(meter.meterName()).gauge().value();
	}

	private double count(OutboxMeter meter) {
		return this.registry.get(meter.meterName()).functionCounter().count();
	}

	/**
	 * The line of the table that a meter in a registry would have. Registries choose the
	 * unit of timers.
	 */
	private static String tableRow(Meter meter) {
		String unit = (meter.getId().getType() != Meter.Type.TIMER) ? meter.getId().getBaseUnit() : null;
		return "| `%s` | %s | %s | %s |".formatted(meter.getId().getName(),
				meter.getId().getType().name().toLowerCase(Locale.ROOT).replace('_', ' '), (unit != null) ? unit : "",
				meter.getId().getDescription());
	}

}
