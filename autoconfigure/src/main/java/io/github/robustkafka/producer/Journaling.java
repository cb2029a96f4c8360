package io.github.robustkafka.producer;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

import io.github.robustkafka.outbox.OutboxException;
import io.github.robustkafka.outbox.OutboxRecord;
import io.github.robustkafka.outbox.RecordState;
import io.github.robustkafka.outbox.StoredRecord;
import io.github.robustkafka.outcome.Outcomes;
import io.github.robustkafka.writer.Append;
import io.github.robustkafka.writer.OutboxWriter;

/**
 * Brings encoded records into the outbox and ties each to the answer its sender waits
 * for. The answer is registered before the append, so that no outcome can come too early.
 */
final class Journaling {

	private final OutboxWriter writer;

	private final Outcomes outcomes;

	private final CompleteOn completeOn;

	private final Interceptors<?, ?> interceptors;

	Journaling(OutboxWriter writer, Outcomes outcomes, CompleteOn completeOn, Interceptors<?, ?> interceptors) {
		this.writer = writer;
		this.outcomes = outcomes;
		this.completeOn = completeOn;
		this.interceptors = interceptors;
	}

	CompletableFuture<RecordMetadata> journal(OutboxRecord record, @Nullable Callback callback) {
		Expected expected = expect(record, callback);
		appendAndAwait(List.of(expected), false);
		return expected.answer().future();
	}

	List<CompletableFuture<RecordMetadata>> journalAll(List<OutboxRecord> records, boolean idsGiven) {
		if (records.isEmpty()) {
			return List.of();
		}
		List<Expected> expected = records.stream().map((record) -> expect(record, null)).toList();
		appendAndAwait(expected, idsGiven);
		return expected.stream().map((one) -> one.answer().future()).toList();
	}

	private void appendAndAwait(List<Expected> expected, boolean idsGiven) {
		Append append = new Append(expected.stream().map(Expected::record).toList(), idsGiven);
		try {
			this.writer.append(append);
			journaled(expected, append.await());
		}
		catch (RuntimeException ex) {
			expected.forEach((one) -> this.outcomes.awaited().remove(one.record().recordId()));
			throw ex;
		}
	}

	SendReceipt queue(OutboxRecord record, boolean idGiven) {
		Expected expected = expect(record, null);
		Append append = new Append(List.of(record), idGiven);
		CompletableFuture<Void> journaled = new CompletableFuture<>();
		append.journaled().whenComplete((stored, failure) -> this.outcomes.execute(() -> {
			if (failure == null) {
				journaled(List.of(expected), stored);
				journaled.complete(null);
			}
			else {
				refused(expected, failure);
				journaled.completeExceptionally(failure);
			}
		}));
		try {
			this.writer.append(append);
		}
		catch (OutboxException ex) {
			this.outcomes.awaited().remove(record.recordId());
			throw ex;
		}
		return new SendReceipt(record.recordId(), journaled, expected.answer().future());
	}

	private void refused(Expected expected, Throwable failure) {
		this.outcomes.awaited().remove(expected.record().recordId());
		expected.answer()
			.failed((failure instanceof Exception exception) ? exception : new IllegalStateException(failure));
	}

	private Expected expect(OutboxRecord record, @Nullable Callback callback) {
		SendAnswer answer = new SendAnswer(record, callback, this.interceptors);
		boolean awaited = this.completeOn == CompleteOn.ACKNOWLEDGED
				&& this.outcomes.awaited().add(record.recordId(), record.size(), answer);
		return new Expected(record, answer, awaited);
	}

	/**
	 * The records are durable: answers those that nobody awaits, and those whose outcome
	 * the store knew already.
	 */
	private void journaled(List<Expected> expected, List<StoredRecord> stored) {
		for (int i = 0; i < expected.size(); i++) {
			Expected one = expected.get(i);
			StoredRecord known = stored.isEmpty() ? null : stored.get(i);
			if (known != null && known.state() != RecordState.PENDING) {
				this.outcomes.awaited().remove(one.record().recordId());
				this.outcomes.execute(() -> answerAsStored(one.answer(), known));
			}
			else if (!one.awaited()) {
				this.outcomes.execute(one.answer()::journaled);
			}
		}
	}

	private static void answerAsStored(SendAnswer answer, StoredRecord known) {
		if (known.state() == RecordState.FAILED) {
			answer.failed(new RecordFailedException(
					"A record with this id failed before: %s. Retry or discard it there.".formatted(known.reason())));
		}
		else {
			Integer partition = known.partition();
			Long offset = known.offset();
			answer.acknowledged((partition != null) ? partition : RecordMetadata.UNKNOWN_PARTITION,
					(offset != null) ? offset : -1, -1);
		}
	}

	private record Expected(OutboxRecord record, SendAnswer answer, boolean awaited) {
	}

}
