package io.github.robustkafka.test;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.github.robustkafka.KeyHash;
import io.github.robustkafka.outbox.FailedRecord;
import io.github.robustkafka.outbox.OutboxRecord;
import io.github.robustkafka.outbox.PendingQuery;
import io.github.robustkafka.outbox.PendingRecord;
import io.github.robustkafka.outbox.RecordState;

/**
 * A row of an {@link InMemoryOutboxStore}.
 *
 * @param pending the record at its place
 * @param checksum checksum that was stored with it
 * @param state where it is in its life
 * @param changedAt when it came into that state, in milliseconds since the epoch
 * @param partition partition that acknowledged it, or null
 * @param offset offset that acknowledged it, or null
 * @param reason why it failed, or null
 */
record MemoryRow(PendingRecord pending, int checksum, RecordState state, long changedAt, @Nullable Integer partition,
		@Nullable Long offset, @Nullable String reason) {

	static MemoryRow appended(PendingRecord pending) {
		return new MemoryRow(pending, pending.record().checksum(), RecordState.PENDING, pending.appendedAt(), null,
				null, null);
	}

	MemoryRow acknowledged(long now, int partition, long offset) {
		return new MemoryRow(this.pending, this.checksum, RecordState.ACKNOWLEDGED, now, partition, offset, null);
	}

	MemoryRow failed(long now, String reason) {
		return new MemoryRow(this.pending, this.checksum, RecordState.FAILED, now, null, null, reason);
	}

	MemoryRow retried(long newPosition, long now) {
		PendingRecord moved = new PendingRecord(newPosition, now, this.pending.record());
		return new MemoryRow(moved, this.checksum, RecordState.PENDING, now, null, null, null);
	}

	@Nullable Integer content() {
		OutboxRecord record = this.pending.record();
		return (record.checksum() == this.checksum) ? record.contentChecksum() : null;
	}

	boolean isPending(PendingQuery query) {
		OutboxRecord record = this.pending.record();
		return this.state == RecordState.PENDING && record.topic().equals(query.topic())
				&& (query.partition() == null || query.partition().equals(record.partition()));
	}

	FailedRecord toFailedRecord() {
		OutboxRecord record = this.pending.record();
		return new FailedRecord(this.pending.position(), record.recordId(), record.topic(), record.partition(),
				KeyHash.of(record.key()), record.size(), String.valueOf(this.reason),
				Instant.ofEpochMilli(this.pending.appendedAt()), Instant.ofEpochMilli(this.changedAt));
	}

}
