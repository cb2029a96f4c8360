package io.github.robustkafka.metrics;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

import io.github.robustkafka.outbox.CommitResult;
import io.github.robustkafka.writer.OutboxObserver;

/**
 * Counts what the writer commits. It is there before any registry is, since the outbox
 * works before meters are bound: counts are kept from the first record on, times and
 * batch sizes from the first registry on.
 */
public final class CommitRecorder implements OutboxObserver {

	private final LongAdder appended = new LongAdder();

	private final LongAdder acknowledged = new LongAdder();

	private final LongAdder failed = new LongAdder();

	private final LongAdder commitFailures = new LongAdder();

	private final List<Commits> commits = new CopyOnWriteArrayList<>();

	@Override
	public void committed(CommitResult result, long nanos) {
		this.appended.add(result.appended());
		this.acknowledged.add(result.acknowledged());
		this.failed.add(result.failed());
		int changes = result.appended() + result.acknowledged() + result.failed() + result.retried()
				+ result.discarded();
		for (Commits each : this.commits) {
			each.time().record(nanos, TimeUnit.NANOSECONDS);
			each.batchSize().record(changes);
		}
	}

	@Override
	public void commitFailed(Throwable failure) {
		this.commitFailures.increment();
	}

	double appended() {
		return this.appended.sum();
	}

	double acknowledged() {
		return this.acknowledged.sum();
	}

	double failed() {
		return this.failed.sum();
	}

	double commitFailures() {
		return this.commitFailures.sum();
	}

	void recordCommitsIn(MeterRegistry registry) {
		Timer time = Timer.builder(OutboxMeter.COMMIT.meterName())
			.description(OutboxMeter.COMMIT.description())
			.register(registry);
		DistributionSummary batchSize = DistributionSummary.builder(OutboxMeter.COMMIT_BATCH_SIZE.meterName())
			.description(OutboxMeter.COMMIT_BATCH_SIZE.description())
			.baseUnit(OutboxMeter.COMMIT_BATCH_SIZE.unit())
			.register(registry);
		this.commits.add(new Commits(time, batchSize));
	}

	private record Commits(Timer time, DistributionSummary batchSize) {
	}

}
