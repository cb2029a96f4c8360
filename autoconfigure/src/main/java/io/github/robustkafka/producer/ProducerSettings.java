package io.github.robustkafka.producer;

import java.time.Duration;

/**
 * How a {@link RobustProducer} behaves.
 *
 * @param limits sizes that Kafka's producer would refuse
 * @param completeOn when futures complete
 * @param flushTimeout how long {@code flush} waits
 */
public record ProducerSettings(RecordLimits limits, CompleteOn completeOn, Duration flushTimeout) {
}
