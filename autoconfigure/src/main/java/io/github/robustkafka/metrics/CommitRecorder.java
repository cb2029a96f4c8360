package io.github.robustkafka.metrics;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;

import io.github.robustkafka.outbox.CommitResult;
import io.github.robustkafka.writer.OutboxObserver;

/**
 * Counts what the writer commits and refuses. It is there before any registry is, since
 * the outbox works before meters are bound: counts are kept from the first record on,
 * times and batch sizes from the first registry on.
 */
public final class CommitRecorder implements OutboxObserver {

	private final LongAdder appended = new LongAdder();

	private final LongAdder acknowledged = new LongAdder();

	private final LongAdder failed = new LongAdder();

	private final LongAdder retried = new LongAdder();

	private final LongAdder discarded = new LongAdder();

	private final LongAdder commitFailures = new LongAdder();

	private final LongAdder refused = new LongAdder();

	private final List<Times> times = new CopyOnWriteArrayList<>();

	@Override
	public void committed(CommitResult result, long nanos) {
		this.appended.add(result.appended());
		this.acknowledged.add(result.acknowledged());
		this.failed.add(result.failed());
		int retried = result.retried().size();
		int discarded = result.discarded().size();
		this.retried.add(retried);
		this.discarded.add(discarded);
		int changes = result.appended() + result.acknowledged() + result.failed() + retried + discarded;
		for (Times each : this.times) {
			each.commit().record(nanos, TimeUnit.NANOSECONDS);
			each.batchSize().record(changes);
		}
	}

	@Override
	public void commitFailed(Throwable failure) {
		this.commitFailures.increment();
	}

	@Override
	public void waitedForRoom(long nanos) {
		this.times.forEach((each) -> each.roomWait().record(nanos, TimeUnit.NANOSECONDS));
	}

	@Override
	public void refused() {
		this.refused.increment();
	}

	void recordIn(MeterRegistry registry) {
		count(registry, OutboxMeter.APPENDED, this.appended);
		count(registry, OutboxMeter.ACKNOWLEDGED, this.acknowledged);
		count(registry, OutboxMeter.FAILED, this.failed);
		count(registry, OutboxMeter.RETRIED, this.retried);
		count(registry, OutboxMeter.DISCARDED, this.discarded);
		count(registry, OutboxMeter.COMMIT_FAILURES, this.commitFailures);
		count(registry, OutboxMeter.REFUSED, this.refused);
		this.times.add(new Times(OutboxMeter.COMMIT.description().timer(registry, Tags.empty()), batchSize(registry),
				OutboxMeter.ROOM_WAIT.description().timer(registry, Tags.empty())));
	}

	private static void count(MeterRegistry registry, OutboxMeter meter, LongAdder count) {
		meter.description().count(registry, Tags.empty(), count, LongAdder::sum);
	}

	private static DistributionSummary batchSize(MeterRegistry registry) {
		MeterDescription description = OutboxMeter.COMMIT_BATCH_SIZE.description();
		return DistributionSummary.builder(description.name())
			.description(description.meaning())
			.baseUnit(description.unit())
			.register(registry);
	}

	private record Times(Timer commit, DistributionSummary batchSize, Timer roomWait) {
	}

}
