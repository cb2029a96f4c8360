package io.github.robustkafka.metrics;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;

import io.github.robustkafka.outbox.OutboxException;
import io.github.robustkafka.outbox.StoreSize;
import io.github.robustkafka.relay.PausedTopics;
import io.github.robustkafka.relay.RelayStatus;
import io.github.robustkafka.runtime.Outbox;

/**
 * Binds the {@link OutboxMeter meters} of an outbox to a registry. Reading them takes
 * values from memory, however much is pending; only the age of the oldest pending record
 * is looked for in the store, once a second at most, and the free bytes are asked of the
 * operating system.
 */
public final class OutboxMetrics implements MeterBinder {

	private static final double MILLIS = Duration.ofSeconds(1).toMillis();

	private final Outbox outbox;

	private final CommitRecorder commits;

	private final RelayRecorder relay;

	private final @Nullable Path file;

	/**
	 * Creates the binder.
	 * @param outbox what to watch
	 * @param commits watches its writer
	 * @param relay watches its relay
	 * @param file its file, if it is known
	 */
	public OutboxMetrics(Outbox outbox, CommitRecorder commits, RelayRecorder relay, @Nullable Path file) {
		this.outbox = outbox;
		this.commits = commits;
		this.relay = relay;
		this.file = file;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		gauge(registry, OutboxMeter.PENDING, (metrics) -> metrics.outbox.writer().pending());
		gauge(registry, OutboxMeter.OLDEST_PENDING_AGE, OutboxMetrics::oldestPendingAge);
		gauge(registry, OutboxMeter.FAILED_RECORDS, (metrics) -> metrics.outbox.writer().failed());
		gauge(registry, OutboxMeter.IN_FLIGHT, (metrics) -> metrics.relay(RelayStatus::inFlight));
		gauge(registry, OutboxMeter.OUTCOMES_WAITING, (metrics) -> metrics.outbox.outcomes().waiting());
		gauge(registry, OutboxMeter.OUTAGE, (metrics) -> metrics.relay((relay) -> (relay.outage() != null) ? 1 : 0));
		gauge(registry, OutboxMeter.BLOCKED_TOPICS, (metrics) -> metrics.relay((relay) -> relay.obstacles().size()));
		gauge(registry, OutboxMeter.PAUSED_TOPICS, OutboxMetrics::pausedTopics);
		gauge(registry, OutboxMeter.FENCED, (metrics) -> (metrics.outbox.writer().fencedBy() != null) ? 1 : 0);
		gauge(registry, OutboxMeter.OUTBOX_SIZE, (metrics) -> metrics.size(StoreSize::file));
		gauge(registry, OutboxMeter.OUTBOX_USED, OutboxMetrics::used);
		gauge(registry, OutboxMeter.OUTBOX_LIMIT, (metrics) -> metrics.outbox.settings().room().maxSize());
		gauge(registry, OutboxMeter.DISK_FREE, OutboxMetrics::diskFree);
		this.commits.recordIn(registry);
		this.relay.recordIn(registry);
	}

	private void gauge(MeterRegistry registry, OutboxMeter meter, ToDoubleFunction<OutboxMetrics> value) {
		meter.description().gauge(registry, Tags.empty(), this, value);
	}

	private double oldestPendingAge() {
		try {
			return this.outbox.oldestPendingAge(Clock.systemUTC().millis()).toMillis() / MILLIS;
		}
		catch (OutboxException ex) {
			return Double.NaN;
		}
	}

	private double size(ToDoubleFunction<StoreSize> part) {
		try {
			return part.applyAsDouble(this.outbox.store().size());
		}
		catch (OutboxException ex) {
			return Double.NaN;
		}
	}

	private double used() {
		long notCounted = this.outbox.settings().room().maxFailedSize();
		return size((size) -> size.used() - Math.min(size.failed(), notCounted));
	}

	private double diskFree() {
		return (this.file != null) ? this.file.toFile().getUsableSpace() : Double.NaN;
	}

	private double pausedTopics() {
		PausedTopics paused = this.outbox.pausedTopics();
		return (paused != null) ? paused.names().size() : 0;
	}

	private double relay(ToDoubleFunction<RelayStatus> value) {
		RelayStatus status = this.outbox.relayStatus();
		return (status != null) ? value.applyAsDouble(status) : 0;
	}

}
