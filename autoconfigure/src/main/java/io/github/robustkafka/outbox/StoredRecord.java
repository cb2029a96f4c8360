package io.github.robustkafka.outbox;

import org.jspecify.annotations.Nullable;

/**
 * What the store knows of a record, found by its record id.
 *
 * @param position place in the outbox
 * @param state where it is in its life
 * @param content what {@link OutboxRecord#contentChecksum()} is of it, or null if it is
 * damaged
 * @param partition partition that acknowledged it, or null
 * @param offset offset that acknowledged it, or null
 * @param reason why it failed, or null
 */
public record StoredRecord(long position, RecordState state, @Nullable Integer content, @Nullable Integer partition,
		@Nullable Long offset, @Nullable String reason) {
}
