package io.github.robustkafka.runtime;

import java.time.Duration;

import io.github.robustkafka.relay.RelaySettings;
import io.github.robustkafka.writer.RoomSettings;

/**
 * How an outbox runs.
 *
 * @param room how large it may grow
 * @param relay how it publishes, or how it would
 * @param relayEnabled whether it publishes; if not, records gather until another run does
 * @param maxAwaited records whose outcome is awaited in memory, at most
 * @param maxAwaitedBytes bytes of such records, at most
 * @param drainTimeout how long a stop waits for pending records to be acknowledged
 */
public record OutboxSettings(RoomSettings room, RelaySettings relay, boolean relayEnabled, int maxAwaited,
		long maxAwaitedBytes, Duration drainTimeout) {
}
