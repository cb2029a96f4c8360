package io.github.robustkafka.relay;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * How the relay is doing.
 *
 * @param inFlight records handed to the producer and not yet answered
 * @param outage why Kafka is held to be out of reach, or null while it answers
 * @param obstacles topics that cannot be sent for now, each with the reason
 * @param partitionerFailure what the application's partitioner threw last, or null
 * @param storeFailure why pending records cannot be read from the store, or null
 */
public record RelayStatus(int inFlight, @Nullable String outage, Map<String, String> obstacles,
		@Nullable String partitionerFailure, @Nullable String storeFailure) {
}
