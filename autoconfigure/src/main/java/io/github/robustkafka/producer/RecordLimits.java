package io.github.robustkafka.producer;

/**
 * What Kafka's producer would refuse because of its size.
 *
 * @param maxRequestSize the producer's {@code max.request.size}, in bytes
 * @param bufferMemory the producer's {@code buffer.memory}, in bytes
 */
public record RecordLimits(int maxRequestSize, long bufferMemory) {
}
