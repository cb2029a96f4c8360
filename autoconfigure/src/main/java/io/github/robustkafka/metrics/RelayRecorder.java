package io.github.robustkafka.metrics;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;

import io.github.robustkafka.outbox.PendingRecord;
import io.github.robustkafka.relay.RelayObserver;

/**
 * Counts what the relay does. It is there before any registry is: counts are kept from
 * the first record on, times from the first registry on.
 */
public final class RelayRecorder implements RelayObserver {

	private final Clock clock;

	private final TopicCounts acknowledged;

	private final TopicCounts failed;

	private final LongAdder takenBack = new LongAdder();

	private final LongAdder producersReplaced = new LongAdder();

	private final List<Timer> lags = new CopyOnWriteArrayList<>();

	/**
	 * Creates the recorder.
	 * @param clock tells when records were acknowledged
	 * @param maxTopics how many topics are counted on their own
	 */
	public RelayRecorder(Clock clock, int maxTopics) {
		this.clock = clock;
		this.acknowledged = new TopicCounts(OutboxMeter.TOPIC_ACKNOWLEDGED.description(), maxTopics);
		this.failed = new TopicCounts(OutboxMeter.TOPIC_FAILED.description(), maxTopics);
	}

	@Override
	public void acknowledged(String topic, long appendedAt, int records) {
		this.acknowledged.add(topic, records);
		long lag = Math.max(0, this.clock.millis() - appendedAt);
		for (Timer each : this.lags) {
			for (int i = 0; i < records; i++) {
				each.record(lag, TimeUnit.MILLISECONDS);
			}
		}
	}

	@Override
	public void failed(PendingRecord record) {
		this.failed.add(record.topic(), 1);
	}

	@Override
	public void takenBack(int records) {
		this.takenBack.add(records);
	}

	@Override
	public void producerReplaced() {
		this.producersReplaced.increment();
	}

	void recordIn(MeterRegistry registry) {
		this.acknowledged.bindTo(registry);
		this.failed.bindTo(registry);
		OutboxMeter.TAKEN_BACK.description().count(registry, Tags.empty(), this.takenBack, LongAdder::sum);
		OutboxMeter.PRODUCERS_REPLACED.description()
			.count(registry, Tags.empty(), this.producersReplaced, LongAdder::sum);
		this.lags.add(OutboxMeter.RELAY_LAG.description().outageTimer(registry, Tags.empty()));
	}

}
