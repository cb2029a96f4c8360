package io.github.robustkafka.metrics;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.github.robustkafka.outbox.CommitResult;
import io.github.robustkafka.outbox.OutboxHeaders;
import io.github.robustkafka.outbox.OutboxRecord;
import io.github.robustkafka.outbox.OutboxStore;
import io.github.robustkafka.outbox.PendingRecord;
import io.github.robustkafka.outbox.StoreException;
import io.github.robustkafka.outbox.StoreSize;
import io.github.robustkafka.relay.PausedTopics;
import io.github.robustkafka.relay.RelayStatus;
import io.github.robustkafka.runtime.Outbox;
import io.github.robustkafka.runtime.OutboxSettings;
import io.github.robustkafka.writer.OutboxWriter;
import io.github.robustkafka.writer.RoomSettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link OutboxMetrics}, {@link OutboxMeter} and {@link CommitRecorder}.
 */
class OutboxMetricsTests {

	private static final long APPENDED_AT = 10_000;

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final Outbox outbox = mock(Outbox.class);

	private final OutboxWriter writer = mock(OutboxWriter.class);

	private final OutboxStore store = mock(OutboxStore.class);

	private final CommitRecorder recorder = new CommitRecorder();

	private final RelayRecorder relay = new RelayRecorder(Clock.fixed(Instant.ofEpochMilli(90_000), ZoneOffset.UTC), 2);

	private final OutboxMetrics metrics = new OutboxMetrics(this.outbox, this.recorder, this.relay, Path.of("."));

	@BeforeEach
	void outbox() {
		given(this.outbox.writer()).willReturn(this.writer);
		given(this.outbox.store()).willReturn(this.store);
		RoomSettings room = new RoomSettings(1_000_000, 20, RoomSettings.WhenFull.BLOCK, Duration.ofSeconds(1));
		given(this.outbox.settings()).willReturn(new OutboxSettings(room, null, true, 0, 0, Duration.ZERO));
	}

	@Test
	void metersAreThoseThatAreDocumented() {
		this.metrics.bindTo(this.registry);
		this.relay.acknowledged("orders", APPENDED_AT, 1);
		this.relay.failed(record("orders"));
		assertThat(this.registry.getMeters()
			.stream()
			.filter((meter) -> !meter.getId().getName().endsWith(".histogram"))
			.map(OutboxMetricsTests::tableRow)).containsExactlyInAnyOrderElementsOf(
					Arrays.stream(OutboxMeter.values()).map((meter) -> meter.description().tableRow()).toList());
	}

	@Test
	void gaugesShowTheOutbox() {
		given(this.writer.pending()).willReturn(5L);
		given(this.writer.failed()).willReturn(2L);
		given(this.outbox.oldestPendingAge(anyLong())).willReturn(Duration.ofMillis(1500));
		given(this.store.size()).willReturn(new StoreSize(100, 30, 4096));
		given(this.outbox.relayStatus()).willReturn(status("no answer"));
		this.metrics.bindTo(this.registry);
		assertThat(gauge(OutboxMeter.PENDING)).isEqualTo(5);
		assertThat(gauge(OutboxMeter.FAILED_RECORDS)).isEqualTo(2);
		assertThat(gauge(OutboxMeter.OLDEST_PENDING_AGE)).isEqualTo(1.5);
		assertThat(gauge(OutboxMeter.OUTBOX_SIZE)).isEqualTo(4096);
		assertThat(gauge(OutboxMeter.OUTBOX_USED)).isEqualTo(80);
		assertThat(gauge(OutboxMeter.OUTBOX_LIMIT)).isEqualTo(1_000_000);
		assertThat(gauge(OutboxMeter.DISK_FREE)).isPositive();
		assertThat(gauge(OutboxMeter.IN_FLIGHT)).isEqualTo(3);
		assertThat(gauge(OutboxMeter.OUTAGE)).isEqualTo(1);
		assertThat(gauge(OutboxMeter.BLOCKED_TOPICS)).isEqualTo(1);
		assertThat(gauge(OutboxMeter.PAUSED_TOPICS)).isZero();
		PausedTopics paused = mock(PausedTopics.class);
		given(paused.names()).willReturn(Set.of("orders", "payments"));
		given(this.outbox.pausedTopics()).willReturn(paused);
		assertThat(gauge(OutboxMeter.PAUSED_TOPICS)).isEqualTo(2);
		assertThat(gauge(OutboxMeter.FENCED)).isZero();
		given(this.writer.fencedBy()).willReturn(new StoreException("closed", null));
		assertThat(gauge(OutboxMeter.FENCED)).isEqualTo(1);
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
		assertThat(gauge(OutboxMeter.OUTBOX_USED)).isNaN();
	}

	@Test
	void withoutARelayNothingIsInFlight() {
		this.metrics.bindTo(this.registry);
		assertThat(gauge(OutboxMeter.IN_FLIGHT)).isZero();
		assertThat(gauge(OutboxMeter.OUTAGE)).isZero();
	}

	@Test
	void countersKnowWhatWasCommittedBeforeTheyWereBound() {
		this.recorder.committed(new CommitResult(4, 3, 2, Set.of(1L), Set.of(2L)), 1_000_000);
		this.recorder.commitFailed(new IllegalStateException());
		this.recorder.refused();
		this.relay.takenBack(7);
		this.relay.producerReplaced();
		this.metrics.bindTo(this.registry);
		assertThat(count(OutboxMeter.APPENDED)).isEqualTo(4);
		assertThat(count(OutboxMeter.ACKNOWLEDGED)).isEqualTo(3);
		assertThat(count(OutboxMeter.FAILED)).isEqualTo(2);
		assertThat(count(OutboxMeter.RETRIED)).isEqualTo(1);
		assertThat(count(OutboxMeter.DISCARDED)).isEqualTo(1);
		assertThat(count(OutboxMeter.COMMIT_FAILURES)).isEqualTo(1);
		assertThat(count(OutboxMeter.REFUSED)).isEqualTo(1);
		assertThat(count(OutboxMeter.TAKEN_BACK)).isEqualTo(7);
		assertThat(count(OutboxMeter.PRODUCERS_REPLACED)).isEqualTo(1);
	}

	@Test
	void commitsAreTimedInEachRegistry() {
		SimpleMeterRegistry other = new SimpleMeterRegistry();
		this.metrics.bindTo(this.registry);
		this.metrics.bindTo(other);
		this.recorder.committed(new CommitResult(4, 3, 2, Set.of(1L), Set.of(2L)), 2_000_000);
		for (SimpleMeterRegistry each : List.of(this.registry, other)) {
			assertThat(each.get(OutboxMeter.COMMIT.description().name()).timer().totalTime(TimeUnit.MILLISECONDS))
				.isEqualTo(2);
			assertThat(each.get(OutboxMeter.COMMIT_BATCH_SIZE.description().name()).summary().totalAmount())
				.isEqualTo(11);
		}
	}

	@Test
	void topicsBeyondTheMostAreCountedTogether() {
		this.relay.acknowledged("a", APPENDED_AT, 1);
		this.metrics.bindTo(this.registry);
		List.of("b", "a", "c", "d").forEach((topic) -> this.relay.acknowledged(topic, APPENDED_AT, 1));
		assertThat(this.registry.get(OutboxMeter.TOPIC_ACKNOWLEDGED.description().name()).functionCounters())
			.extracting((counter) -> counter.getId().getTag("topic") + " " + counter.count())
			.containsExactlyInAnyOrder("a 2.0", "b 1.0", "others 2.0");
	}

	@Test
	void theLagOfAnOutageFallsIntoABucketForEachRecord() {
		this.metrics.bindTo(this.registry);
		this.relay.acknowledged("orders", APPENDED_AT, 3);
		Timer lag = this.registry.get(OutboxMeter.RELAY_LAG.description().name()).timer();
		assertThat(lag.count()).isEqualTo(3);
		assertThat(lag.totalTime(TimeUnit.SECONDS)).isEqualTo(240);
		assertThat(lag.takeSnapshot().histogramCounts()).extracting((bucket) -> bucket.bucket(TimeUnit.SECONDS))
			.contains(120.0, 86_400.0);
	}

	@Test
	void waitsForRoomAreTimed() {
		this.metrics.bindTo(this.registry);
		this.recorder.waitedForRoom(3_000_000);
		assertThat(
				this.registry.get(OutboxMeter.ROOM_WAIT.description().name()).timer().totalTime(TimeUnit.MILLISECONDS))
			.isEqualTo(3);
	}

	private static PendingRecord record(String topic) {
		return new PendingRecord(1, APPENDED_AT,
				new OutboxRecord(new UUID(1, 1), topic, null, null, null, OutboxHeaders.NONE, 1, null));
	}

	private static RelayStatus status(@Nullable String outage) {
		return new RelayStatus(3, outage, Map.of("orders", "not allowed"), null, null);
	}

	private double gauge(OutboxMeter meter) {
		return this.registry.get(meter.description().name()).gauge().value();
	}

	private double count(OutboxMeter meter) {
		return this.registry.get(meter.description().name()).functionCounter().count();
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
