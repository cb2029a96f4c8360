package io.github.robustkafka.outbox;

import org.jspecify.annotations.Nullable;

/**
 * What the store knows of a record, found by its record id.
 *
 * @param position place in the outbox
 * @param state where it is in its life
 * @param checksum checksum over its content
 * @param partition partition that acknowledged it, or null
 * @param offset offset that acknowledged it, or null
 * @param reason why it failed, or null
 */
public record StoredRecord(long position, RecordState state, int checksum, @Nullable Integer partition,
		@Nullable Long offset, @Nullable String reason) {
}
