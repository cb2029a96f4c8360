package io.github.robustkafka.relay;

import java.time.Duration;

/**
 * How the relay works.
 *
 * @param maxInFlight records handed to the producer and not yet answered, at most
 * @param maxInFlightBytes bytes of such records, at most
 * @param pollInterval how often the store is searched for records that nobody handed over
 * @param backoff delays between attempts for what can heal
 */
public record RelaySettings(int maxInFlight, long maxInFlightBytes, Duration pollInterval, BackoffSettings backoff) {
}
