package io.github.robustkafka.writer;

import java.util.concurrent.CompletableFuture;

import io.github.robustkafka.outbox.FailedRecord;

/**
 * Retries and discards without waiting for the answer, for tests that drive the writer by
 * hand.
 */
public final class FailedRecordChanges {

	private FailedRecordChanges() {
	}

	public static CompletableFuture<Boolean> retry(OutboxWriter writer, FailedRecord record) {
		return writer.retry(record.position(), record.topic());
	}

	public static CompletableFuture<Boolean> discard(OutboxWriter writer, FailedRecord record) {
		return writer.discard(record.position());
	}

}
