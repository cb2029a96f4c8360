package io.github.robustkafka.sample.page;

import java.util.stream.StreamSupport;

import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * How many records, as the meters of Robust Kafka tell. Pending, in flight and failed are
 * those of now, the others all since the start.
 *
 * @param pending on disk and not acknowledged
 * @param inFlight handed to Kafka's producer
 * @param acknowledged acknowledged by Kafka
 * @param failed can never be sent as they are
 * @param retried forwarded to a retry topic by a listener
 * @param deadLettered given up by a listener
 */
record Counts(long pending, long inFlight, long acknowledged, long failed, long retried, long deadLettered) {

	static Counts of(MeterRegistry meters) {
		return new Counts(sum(meters, "robust.kafka.pending"), sum(meters, "robust.kafka.in.flight"),
				sum(meters, "robust.kafka.acknowledged"), sum(meters, "robust.kafka.failed.records"),
				sum(meters, "robust.kafka.listener.retries"), sum(meters, "robust.kafka.listener.dead.letters"));
	}

	private static long sum(MeterRegistry meters, String name) {
		return (long) meters.find(name)
			.meters()
			.stream()
			.flatMap((meter) -> StreamSupport.stream(meter.measure().spliterator(), false))
			.mapToDouble(Measurement::getValue)
			.sum();
	}

}
