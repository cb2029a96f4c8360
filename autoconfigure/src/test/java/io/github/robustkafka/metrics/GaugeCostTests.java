package io.github.robustkafka.metrics;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import io.github.robustkafka.test.InMemoryOutboxStore;
import io.github.robustkafka.outbox.OutboxHeaders;
import io.github.robustkafka.outbox.OutboxRecord;
import io.github.robustkafka.outbox.OutboxStore;
import io.github.robustkafka.relay.BackoffSettings;
import io.github.robustkafka.relay.RelaySettings;
import io.github.robustkafka.runtime.Outbox;
import io.github.robustkafka.runtime.OutboxSettings;
import io.github.robustkafka.writer.Append;
import io.github.robustkafka.writer.RoomSettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.atMost;
import static org.mockito.Mockito.clearInvocations;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.spy;
import static org.mockito.Mockito.verify;

/**
 * What it costs to read gauges while records are pending.
 */
class GaugeCostTests {

	private static final int SCRAPES = 200;

	private final OutboxStore store = spy(new InMemoryOutboxStore());

	@Test
	void gaugesComeFromMemoryAndOnlyTheOldestRecordIsLookedForOnceASecond() {
		CommitRecorder commits = new CommitRecorder();
		try (Outbox outbox = Outbox.start(this.store, () -> {
			throw new IllegalStateException("no relay");
		}, settings(), List.of(), commits)) {
			for (int i = 0; i < 100; i++) {
				outbox.writer().appendAndAwait(new Append(List.of(record()), false));
			}
			SimpleMeterRegistry registry = new SimpleMeterRegistry();
			new OutboxMetrics(outbox, commits, new RelayRecorder(Clock.systemUTC(), 10), Path.of(".")).bindTo(registry);
			clearInvocations(this.store);
			long start = System.nanoTime();
			for (int i = 0; i < SCRAPES; i++) {
				registry.getMeters().forEach((meter) -> {
					if (meter instanceof Gauge gauge) {
						gauge.value();
					}
				});
			}
			int seconds = (int) Duration.ofNanos(System.nanoTime() - start).toSeconds();
			assertThat(registry.get(OutboxMeter.PENDING.description().name()).gauge().value()).isEqualTo(100);
			verify(this.store, atMost(1 + seconds)).findPendingTopics(anyLong());
			verify(this.store, never()).countPending();
			verify(this.store, never()).countFailed();
			verify(this.store, never()).findPending(any());
			verify(this.store, never()).findFailed(anyLong(), anyInt());
		}
	}

	private static OutboxSettings settings() {
		RoomSettings room = new RoomSettings(10_000_000, 0, RoomSettings.WhenFull.REJECT, Duration.ZERO);
		RelaySettings relay = new RelaySettings(100, 1_000_000, Duration.ofSeconds(1),
				new BackoffSettings(Duration.ofMillis(10), 2, Duration.ofSeconds(1), 0));
		return new OutboxSettings(room, relay, false, 1000, 1_000_000, Duration.ZERO);
	}

	private static OutboxRecord record() {
		return new OutboxRecord(UUID.randomUUID(), "orders", null, null, new byte[10], OutboxHeaders.NONE, 1, null);
	}

}
