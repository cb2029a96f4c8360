package io.github.robustkafka.outbox;

import org.jspecify.annotations.Nullable;

/**
 * Which pending records to read back.
 *
 * @param topic the topic
 * @param partition only records that ask for this partition, or null for all of the topic
 * @param afterPosition reading begins behind this position
 * @param lastPosition reading ends with this position
 * @param maxRecords at most so many rows are read
 * @param maxBytes reading ends after the row that reaches this size, in bytes
 */
public record PendingQuery(String topic, @Nullable Integer partition, long afterPosition, long lastPosition,
		int maxRecords, long maxBytes) {

}
