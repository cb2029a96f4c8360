package io.github.robustkafka.outbox;

import java.time.Instant;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * A record that can never be published as it is, without its payload.
 *
 * @param position place in the outbox
 * @param recordId identity of the record
 * @param topic name of the topic
 * @param partition partition asked for, or null
 * @param keyHash hash of its key as {@link io.github.robustkafka.KeyHash} makes it, or
 * null if it has no key or the key cannot be read
 * @param size estimated size in bytes
 * @param reason why it failed
 * @param appendedAt when it was appended, or retried last
 * @param failedAt when it failed
 */
public record FailedRecord(long position, UUID recordId, String topic, @Nullable Integer partition,
		@Nullable String keyHash, int size, String reason, Instant appendedAt, Instant failedAt) {
}
