package io.github.robustkafka.producer;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

import io.github.robustkafka.outbox.OutboxException;
import io.github.robustkafka.writer.AppendListener;
import io.github.robustkafka.writer.Journaled;

/**
 * A send that nobody waits for. Hears on the thread that commits whether the record is
 * durable; what is to be told of that is told on the thread of the outcomes. The first
 * future is made only if somebody asks for it: most senders want the second one alone.
 */
final class QueuedSend implements SendReceipt, AppendListener, Runnable {

	private final Journaling journaling;

	private final SendAnswer answer;

	private @Nullable CompletableFuture<Void> journaled;

	private boolean decided;

	private @Nullable OutboxException refusal;

	private List<Journaled> stored = List.of();

	QueuedSend(Journaling journaling, SendAnswer answer) {
		this.journaling = journaling;
		this.answer = answer;
	}

	@Override
	public UUID recordId() {
		return this.answer.recordId();
	}

	@Override
	public synchronized CompletableFuture<Void> journaled() {
		if (this.journaled == null) {
			this.journaled = new CompletableFuture<>();
			if (this.decided) {
				// Nothing depends on it yet.
				complete(this.journaled);
			}
		}
		return this.journaled;
	}

	@Override
	public CompletableFuture<RecordMetadata> acknowledged() {
		return this.answer.future();
	}

	@Override
	public void placed(int index, long position) {
		this.journaling.await(this.answer, position);
	}

	@Override
	public void journaled(List<Journaled> stored) {
		this.stored = stored;
		if (decide() || Journaling.isAnsweredAtOnce(this.answer, stored)) {
			this.journaling.tellLater(this);
		}
	}

	@Override
	public void refused(OutboxException reason) {
		this.refusal = reason;
		decide();
		this.journaling.tellLater(this);
	}

	/**
	 * @return whether somebody asked for the first future
	 */
	private synchronized boolean decide() {
		this.decided = true;
		return this.journaled != null;
	}

	@Override
	public void run() {
		if (this.refusal != null) {
			this.journaling.forget(this.answer);
			this.answer.failed(this.refusal);
		}
		else {
			this.journaling.journaled(List.of(this.answer), this.stored);
		}
		CompletableFuture<Void> asked = asked();
		if (asked != null) {
			complete(asked);
		}
	}

	private synchronized @Nullable CompletableFuture<Void> asked() {
		return this.journaled;
	}

	private void complete(CompletableFuture<Void> asked) {
		if (this.refusal != null) {
			asked.completeExceptionally(this.refusal);
		}
		else {
			asked.complete(null);
		}
	}

}
