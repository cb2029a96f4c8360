package io.github.robustkafka.writer;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

import io.github.robustkafka.outbox.OutboxClosedException;
import io.github.robustkafka.outbox.OutboxStore;
import io.github.robustkafka.outbox.TopicBacklog;

/**
 * Those who wait until all that this process appended up to a position is acknowledged or
 * failed. Costs nothing while nobody waits.
 */
final class Flushes {

	private final OutboxStore store;

	private final long firstPosition;

	private final ConcurrentLinkedQueue<Flush> waiting = new ConcurrentLinkedQueue<>();

	Flushes(OutboxStore store, long firstPosition) {
		this.store = store;
		this.firstPosition = firstPosition;
	}

	CompletableFuture<@Nullable Void> add(long lastPosition) {
		Flush flush = new Flush(lastPosition, new CompletableFuture<>());
		this.waiting.add(flush);
		return flush.done();
	}

	boolean isWaiting() {
		return !this.waiting.isEmpty();
	}

	/**
	 * Answers those whose records are all acknowledged or failed, as the store has it.
	 */
	void check() {
		if (this.waiting.isEmpty()) {
			return;
		}
		long oldest = this.store.findPendingTopics(this.firstPosition)
			.stream()
			.mapToLong(TopicBacklog::oldestPosition)
			.min()
			.orElse(Long.MAX_VALUE);
		this.waiting.removeIf((flush) -> flush.lastPosition() < oldest && flush.done().complete(null));
		this.waiting.removeIf((flush) -> flush.done().isDone());
	}

	void close() {
		for (Flush flush = this.waiting.poll(); flush != null; flush = this.waiting.poll()) {
			flush.done()
				.completeExceptionally(new OutboxClosedException(
						"The outbox was closed before all records were acknowledged. The rest is sent after the next start.",
						null));
		}
	}

	static boolean await(CompletableFuture<?> flushed, long deadline) {
		try {
			flushed.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
			return true;
		}
		catch (TimeoutException ex) {
			flushed.cancel(false);
			return false;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			flushed.cancel(false);
			return false;
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof RuntimeException cause) ? cause : new IllegalStateException(ex.getCause());
		}
	}

	private record Flush(long lastPosition, CompletableFuture<@Nullable Void> done) {
	}

}
