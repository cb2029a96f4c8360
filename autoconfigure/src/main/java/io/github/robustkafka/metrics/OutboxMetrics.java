package io.github.robustkafka.metrics;

import java.time.Clock;
import java.time.Duration;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

import io.github.robustkafka.outbox.OutboxException;
import io.github.robustkafka.relay.RelayStatus;
import io.github.robustkafka.runtime.Outbox;

/**
 * Binds the {@link OutboxMeter meters} of an outbox to a registry. Reading them is cheap,
 * except for the age of the oldest pending record, which looks into the store once for
 * each topic.
 */
public final class OutboxMetrics implements MeterBinder {

	private final Outbox outbox;

	private final CommitRecorder recorder;

	/**
	 * Creates the binder.
	 * @param outbox what to watch
	 * @param recorder watches its writer
	 */
	public OutboxMetrics(Outbox outbox, CommitRecorder recorder) {
		this.outbox = outbox;
		this.recorder = recorder;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		gauge(registry, OutboxMeter.PENDING, (metrics) -> metrics.outbox.writer().pending());
		gauge(registry, OutboxMeter.OLDEST_PENDING_AGE, OutboxMetrics::oldestPendingAge);
		gauge(registry, OutboxMeter.FAILED_RECORDS, (metrics) -> metrics.outbox.writer().failed());
		gauge(registry, OutboxMeter.IN_FLIGHT, OutboxMetrics::inFlight);
		gauge(registry, OutboxMeter.OUTAGE, OutboxMetrics::outage);
		gauge(registry, OutboxMeter.OUTBOX_SIZE, OutboxMetrics::outboxSize);
		counter(registry, OutboxMeter.APPENDED, CommitRecorder::appended);
		counter(registry, OutboxMeter.ACKNOWLEDGED, CommitRecorder::acknowledged);
		counter(registry, OutboxMeter.FAILED, CommitRecorder::failed);
		counter(registry, OutboxMeter.COMMIT_FAILURES, CommitRecorder::commitFailures);
		this.recorder.recordCommitsIn(registry);
	}

	private void gauge(MeterRegistry registry, OutboxMeter meter, ToDoubleFunction<OutboxMetrics> value) {
		Gauge.builder(meter.meterName(), this, value)
			.description(meter.description())
			.baseUnit(meter.unit())
			.register(registry);
	}

	private void counter(MeterRegistry registry, OutboxMeter meter, ToDoubleFunction<CommitRecorder> count) {
		FunctionCounter.builder(meter.meterName(), this.recorder, count)
			.description(meter.description())
			.baseUnit(meter.unit())
			.register(registry);
	}

	private double oldestPendingAge() {
		try {
			return this.outbox.oldestPendingAge(Clock.systemUTC().millis()).toMillis()
					/ (double) Duration.ofSeconds(1).toMillis();
		}
		catch (OutboxException ex) {
			return Double.NaN;
		}
	}

	private double outboxSize() {
		try {
			return this.outbox.store().size().file();
		}
		catch (OutboxException ex) {
			return Double.NaN;
		}
	}

	private double inFlight() {
		RelayStatus relay = this.outbox.relayStatus();
		return (relay != null) ? relay.inFlight() : 0;
	}

	private double outage() {
		RelayStatus relay = this.outbox.relayStatus();
		return (relay != null && relay.outage() != null) ? 1 : 0;
	}

}
