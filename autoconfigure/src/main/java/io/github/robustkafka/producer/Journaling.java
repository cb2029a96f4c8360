package io.github.robustkafka.producer;

import java.util.List;
import java.util.UUID;
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
import io.github.robustkafka.writer.Journaled;
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
		appendAndAwait(new Append(List.of(record), false), List.of(expected));
		return expected.answer().future();
	}

	List<CompletableFuture<RecordMetadata>> journalAll(List<OutboxRecord> records, boolean idsGiven) {
		if (records.isEmpty()) {
			return List.of();
		}
		List<Expected> expected = records.stream().map((record) -> expect(record, null)).toList();
		appendAndAwait(new Append(records, idsGiven), expected);
		return expected.stream().map((one) -> one.answer().future()).toList();
	}

	private void appendAndAwait(Append append, List<Expected> expected) {
		try {
			journaled(expected, this.writer.appendAndAwait(append));
		}
		catch (RuntimeException ex) {
			expected.forEach(this::forget);
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
			forget(expected);
			throw ex;
		}
		return new SendReceipt(record.recordId(), journaled, expected.answer().future());
	}

	private void refused(Expected expected, Throwable failure) {
		forget(expected);
		expected.answer()
			.failed((failure instanceof Exception exception) ? exception : new IllegalStateException(failure));
	}

	private void forget(Expected expected) {
		this.outcomes.awaited().remove(expected.recordId(), expected.answer());
	}

	private Expected expect(OutboxRecord record, @Nullable Callback callback) {
		SendAnswer answer = new SendAnswer(record, callback, this.interceptors);
		boolean awaited = this.completeOn == CompleteOn.ACKNOWLEDGED
				&& this.outcomes.awaited().add(record.recordId(), record.size(), answer);
		return new Expected(record.recordId(), answer, awaited);
	}

	/**
	 * The records are durable: answers those that nobody awaits, and those that the store
	 * knew before. Such a one that is still pending completes as journaled: its outcome
	 * may be on its way to another who waits.
	 */
	private void journaled(List<Expected> expected, List<Journaled> journaled) {
		for (int i = 0; i < expected.size(); i++) {
			Expected one = expected.get(i);
			if (!journaled.isEmpty() && journaled.get(i).knownBefore()) {
				StoredRecord known = journaled.get(i).stored();
				forget(one);
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
		else if (known.state() == RecordState.PENDING) {
			answer.journaled();
		}
		else {
			Integer partition = known.partition();
			Long offset = known.offset();
			answer.acknowledged((partition != null) ? partition : RecordMetadata.UNKNOWN_PARTITION,
					(offset != null) ? offset : -1, -1);
		}
	}

	private record Expected(UUID recordId, SendAnswer answer, boolean awaited) {
	}

}
