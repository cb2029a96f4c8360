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
import io.github.robustkafka.writer.AppendListener;
import io.github.robustkafka.writer.Journaled;
import io.github.robustkafka.writer.OutboxWriter;

/**
 * Brings encoded records into the outbox and ties each to the answer its sender waits
 * for. The answer is registered under the record's place before the commit, so that no
 * outcome can come too early.
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
		SendAnswer answer = expect(record, callback);
		appendAndAwait(List.of(record), false, List.of(answer));
		return answer.future();
	}

	List<CompletableFuture<RecordMetadata>> journalAll(List<OutboxRecord> records, boolean idsGiven) {
		if (records.isEmpty()) {
			return List.of();
		}
		List<SendAnswer> answers = records.stream().map((record) -> expect(record, null)).toList();
		appendAndAwait(records, idsGiven, answers);
		return answers.stream().map(SendAnswer::future).toList();
	}

	private void appendAndAwait(List<OutboxRecord> records, boolean idsGiven, List<SendAnswer> answers) {
		try {
			AppendListener positions = (index, position) -> await(answers.get(index), position);
			journaled(answers, this.writer.appendAndAwait(new Append(records, idsGiven, positions)));
		}
		catch (RuntimeException ex) {
			answers.forEach(this::forget);
			throw ex;
		}
	}

	SendReceipt queue(OutboxRecord record, boolean idGiven) {
		SendAnswer answer = expect(record, null);
		QueuedSend queued = new QueuedSend(this, answer);
		try {
			this.writer.append(new Append(List.of(record), idGiven, queued));
		}
		catch (OutboxException ex) {
			forget(answer);
			throw ex;
		}
		return queued;
	}

	private SendAnswer expect(OutboxRecord record, @Nullable Callback callback) {
		SendAnswer answer = new SendAnswer(record, callback, this.interceptors);
		answer.setAwaited(this.completeOn == CompleteOn.ACKNOWLEDGED && this.outcomes.awaited().reserve(answer.size()));
		return answer;
	}

	/**
	 * The record gets its place, and nobody can see it there yet.
	 */
	void await(SendAnswer answer, long position) {
		if (answer.isAwaited()) {
			answer.setPosition(position);
			this.outcomes.await(position, answer);
		}
	}

	/**
	 * Nobody waits for the outcome of this record, or it comes another way.
	 */
	void forget(SendAnswer answer) {
		if (!answer.isAwaited()) {
			return;
		}
		answer.setAwaited(false);
		if (answer.position() != SendAnswer.NOWHERE) {
			this.outcomes.awaited().remove(answer.position());
		}
		else {
			this.outcomes.awaited().giveBack(answer.size());
		}
	}

	void tellLater(QueuedSend queued) {
		this.outcomes.execute(queued);
	}

	/**
	 * Whether the answer does not come from the broker.
	 */
	static boolean isAnsweredAtOnce(SendAnswer answer, List<Journaled> journaled) {
		return !answer.isAwaited() || (!journaled.isEmpty() && journaled.get(0).knownBefore());
	}

	/**
	 * The records are durable: answers those that nobody awaits, and those that the store
	 * knew before. Such a one that is still pending completes as journaled: its outcome
	 * may be on its way to another who waits.
	 */
	void journaled(List<SendAnswer> answers, List<Journaled> journaled) {
		for (int i = 0; i < answers.size(); i++) {
			SendAnswer answer = answers.get(i);
			if (!journaled.isEmpty() && journaled.get(i).knownBefore()) {
				StoredRecord known = journaled.get(i).stored();
				forget(answer);
				this.outcomes.execute(() -> answerAsStored(answer, known));
			}
			else if (!answer.isAwaited()) {
				this.outcomes.execute(answer::journaled);
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

}
