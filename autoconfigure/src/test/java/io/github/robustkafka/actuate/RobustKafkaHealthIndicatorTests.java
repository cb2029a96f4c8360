package io.github.robustkafka.actuate;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

import io.github.robustkafka.outbox.OutboxStore;
import io.github.robustkafka.outbox.StoreSize;
import io.github.robustkafka.outbox.StoreException;
import io.github.robustkafka.relay.PausedTopics;
import io.github.robustkafka.relay.RelayStatus;
import io.github.robustkafka.runtime.Outbox;
import io.github.robustkafka.writer.OutboxWriter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link RobustKafkaHealthIndicator}.
 */
class RobustKafkaHealthIndicatorTests {

	private static final Clock CLOCK = Clock.fixed(Instant.ofEpochMilli(1_000_000), ZoneOffset.UTC);

	private final Outbox outbox = mock(Outbox.class);

	private final OutboxWriter writer = mock(OutboxWriter.class);

	private final OutboxStore store = mock(OutboxStore.class);

	private static final Duration DAY = Duration.ofDays(1);

	private HealthThresholds thresholds = HealthThresholds.DEFAULTS;

	private List<String> notRobustTemplates = List.of();

	@BeforeEach
	void healthyOutbox() {
		given(this.outbox.writer()).willReturn(this.writer);
		given(this.outbox.store()).willReturn(this.store);
		given(this.store.size()).willReturn(new StoreSize(10, 0, 10));
		given(this.outbox.relayStatus()).willReturn(status(null, Map.of(), null));
		given(this.outbox.oldestPendingAge(1_000_000)).willReturn(Duration.ofMillis(61_234));
		given(this.writer.pending()).willReturn(7L);
		given(this.writer.failed()).willReturn(2L);
	}

	@Test
	void upWithDetailsWhenAllIsWell() {
		Health health = health();
		assertThat(health.getStatus()).isEqualTo(Status.UP);
		assertThat(health.getDetails()).containsOnly(Map.entry("pending", 7L), Map.entry("failed", 2L),
				Map.entry("oldestPendingAge", "PT1M1S"), Map.entry("relayEnabled", true), Map.entry("inFlight", 3),
				Map.entry("path", "/var/outbox.db"));
	}

	@Test
	void outOfServiceWhenAThresholdIsPassed() {
		assertLimited(new HealthThresholds(6L, null, null, DAY),
				"7 records are pending; robust.kafka.health.max-pending allows 6");
		assertLimited(new HealthThresholds(null, Duration.ofMinutes(1), null, DAY),
				"a record is pending for PT1M1S; robust.kafka.health.max-oldest-pending-age allows PT1M");
		assertLimited(new HealthThresholds(null, null, Long.MAX_VALUE - 1, DAY),
				"bytes are free on the disk of the outbox; robust.kafka.health.min-free-space asks for %d"
					.formatted(Long.MAX_VALUE - 1));
	}

	private void assertLimited(HealthThresholds limits, String reason) {
		this.thresholds = limits;
		Health health = health();
		assertThat(health.getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
		assertThat(health.getDetails().get("reason").toString()).endsWith(reason);
	}

	@Test
	void upAtAThresholdAndWhenWhatItLimitsIsNotKnown() {
		this.thresholds = new HealthThresholds(7L, Duration.ofMillis(61_234), 0L, DAY);
		assertThat(health().getStatus()).isEqualTo(Status.UP);
		given(this.outbox.oldestPendingAge(1_000_000)).willThrow(new StoreException("closed", null));
		assertThat(health().getStatus()).isEqualTo(Status.UP);
	}

	@Test
	void upWhileKafkaIsOutOfReach() {
		given(this.outbox.relayStatus())
			.willReturn(status("no answer", Map.of("orders", "unknown topic or partition"), null));
		Health health = health();
		assertThat(health.getStatus()).isEqualTo(Status.UP);
		assertThat(health.getDetails()).containsEntry("outage", "no answer")
			.containsEntry("obstacles", Map.of("orders", "unknown topic or partition"));
	}

	@Test
	void upWithTheTopicsThatArePaused() {
		PausedTopics paused = mock(PausedTopics.class);
		given(paused.names()).willReturn(Set.of("orders"));
		given(this.outbox.pausedTopics()).willReturn(paused);
		Health health = health();
		assertThat(health.getStatus()).isEqualTo(Status.UP);
		assertThat(health.getDetails()).containsEntry("paused", List.of("orders"));
	}

	@Test
	void outOfServiceWhileTheDiskIsFull() {
		given(this.store.size()).willReturn(new StoreSize(10, 0, 10).onFullDisk(true));
		Health health = health();
		assertThat(health.getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
		assertThat(health.getDetails()).containsEntry("reason", "the disk is full");
	}

	@Test
	void tellsOfDamageThatWasMet() {
		given(this.store.damage()).willReturn("3 records cannot be read.");
		assertThat(health().getDetails()).containsEntry("damage", "3 records cannot be read.");
	}

	@Test
	void twentyObstaclesAtMost() {
		Map<String, String> obstacles = IntStream.range(0, 50)
			.boxed()
			.collect(Collectors.toMap("topic-%02d"::formatted, Object::toString));
		given(this.outbox.relayStatus()).willReturn(status(null, obstacles, null));
		assertThat(health().getDetails()).extractingByKey("obstacles")
			.asInstanceOf(InstanceOfAssertFactories.MAP)
			.hasSize(20)
			.containsKeys("topic-00", "topic-19");
	}

	@Test
	void outOfServiceWhenTheOutboxIsFull() {
		given(this.writer.isFull()).willReturn(true);
		assertThat(health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
		assertThat(health().getDetails()).containsEntry("reason", "the outbox is full");
	}

	@Test
	void downWhenTheStoreIsFencedEvenIfItsBacklogIsNotKnown() {
		given(this.writer.isFull()).willReturn(true);
		given(this.writer.fencedBy()).willReturn(new StoreException("disk I/O error", null));
		given(this.outbox.oldestPendingAge(1_000_000)).willThrow(new StoreException("closed", null));
		assertThat(health().getStatus()).isEqualTo(Status.DOWN);
		assertThat(health().getDetails()).containsEntry("reason", "the store is out of use: disk I/O error")
			.containsEntry("oldestPendingAge", "unknown")
			.containsEntry("pending", 7L);
	}

	@Test
	void downWhenAThreadDoesNotDoItsWork() {
		given(this.outbox.trouble()).willReturn("the relay has ended");
		assertThat(health().getStatus()).isEqualTo(Status.DOWN);
		assertThat(health().getDetails()).containsEntry("reason", "the relay has ended");
	}

	@Test
	void downWhenThePartitionerFails() {
		given(this.outbox.relayStatus()).willReturn(status(null, Map.of(), "boom"));
		assertThat(health().getStatus()).isEqualTo(Status.DOWN);
		assertThat(health().getDetails()).containsEntry("reason", "the partitioner fails: boom");
	}

	@Test
	void downWhenPendingRecordsCannotBeRead() {
		given(this.outbox.relayStatus()).willReturn(new RelayStatus(3, null, Map.of(), null, "disk I/O error"));
		assertThat(health().getStatus()).isEqualTo(Status.DOWN);
		assertThat(health().getDetails()).containsEntry("reason", "pending records cannot be read: disk I/O error");
	}

	@Test
	void withoutARelayThereIsNothingInFlight() {
		given(this.outbox.relayStatus()).willReturn(null);
		assertThat(health().getStatus()).isEqualTo(Status.UP);
		assertThat(health().getDetails()).containsEntry("relayEnabled", false).doesNotContainKey("inFlight");
	}

	@Test
	void namesTemplatesThatAreNotRobust() {
		this.notRobustTemplates = List.of("plain");
		assertThat(health().getDetails()).containsEntry("notRobustTemplates", List.of("plain"));
	}

	private Health health() {
		Health health = new RobustKafkaHealthIndicator(this.outbox, Path.of("/var/outbox.db"),
				() -> this.notRobustTemplates, null, this.thresholds, CLOCK)
			.health();
		assertThat(health).isNotNull();
		return health;
	}

	private static RelayStatus status(@Nullable String outage, Map<String, String> obstacles,
			@Nullable String partitionerFailure) {
		return new RelayStatus(3, outage, obstacles, partitionerFailure, null);
	}

}
