package io.github.robustkafka.simulation;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.github.robustkafka.KeyHash;
import io.github.robustkafka.outbox.FailedRecord;
import io.github.robustkafka.outbox.OutboxRecord;
import io.github.robustkafka.outbox.PendingRecord;
import io.github.robustkafka.outbox.RecordState;
import io.github.robustkafka.outbox.StoredRecord;

/**
 * A row of the simulated disk. Immutable.
 */
record Row(PendingRecord pending, RecordState state, boolean damaged, long changedAt, @Nullable Integer partition,
		@Nullable Long offset, @Nullable String reason) {

	static Row appended(PendingRecord pending) {
		return new Row(pending, RecordState.PENDING, false, pending.appendedAt(), null, null, null);
	}

	Row acknowledged(long now, int partition, long offset) {
		return new Row(this.pending, RecordState.ACKNOWLEDGED, this.damaged, now, partition, offset, null);
	}

	Row failed(long now, String reason) {
		return new Row(this.pending, RecordState.FAILED, this.damaged, now, null, null, reason);
	}

	Row retried(long newPosition, long now) {
		PendingRecord moved = new PendingRecord(newPosition, now, this.pending.record());
		return new Row(moved, RecordState.PENDING, this.damaged, this.changedAt, null, null, null);
	}

	Row withDamage() {
		return new Row(this.pending, this.state, true, this.changedAt, this.partition, this.offset, this.reason);
	}

	long position() {
		return this.pending.position();
	}

	StoredRecord toStoredRecord() {
		return new StoredRecord(position(), this.state, this.damaged ? null : this.pending.record().contentChecksum(),
				this.partition, this.offset, this.reason);
	}

	FailedRecord toFailedRecord() {
		OutboxRecord record = this.pending.record();
		return new FailedRecord(position(), record.recordId(), record.topic(), record.partition(),
				KeyHash.of(record.key()), record.size(), String.valueOf(this.reason),
				Instant.ofEpochMilli(this.pending.appendedAt()), Instant.ofEpochMilli(this.changedAt));
	}

}
