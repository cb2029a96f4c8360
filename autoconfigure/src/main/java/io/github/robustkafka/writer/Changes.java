package io.github.robustkafka.writer;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.github.robustkafka.outbox.OutboxException;
import io.github.robustkafka.outbox.WriteBatch;

/**
 * Changes to records that are already in the outbox, waiting for the next commit. Adding
 * never waits. A change stays here until its commit succeeded.
 */
final class Changes {

	private final List<Change> waiting = new ArrayList<>();

	/**
	 * How many wait; to be asked without the lock.
	 */
	private volatile int count;

	private long oldestAt;

	private boolean urgent;

	/**
	 * Adds a change.
	 * @return whether it is the first that waits
	 */
	synchronized boolean add(Change change, LongSupplier nanoTime) {
		if (this.waiting.isEmpty()) {
			this.oldestAt = nanoTime.getAsLong();
		}
		this.waiting.add(change);
		this.count = this.waiting.size();
		this.urgent |= change.urgent();
		return this.count == 1;
	}

	/**
	 * The changes that wait; they stay until {@link #committed}.
	 */
	synchronized List<Change> peek(int atMost) {
		return List.copyOf(this.waiting.subList(0, Math.min(atMost, this.waiting.size())));
	}

	/**
	 * The oldest so many changes were committed.
	 */
	synchronized void committed(int count, long nanoTime) {
		this.waiting.subList(0, count).clear();
		this.count = this.waiting.size();
		this.oldestAt = nanoTime;
		this.urgent &= !this.waiting.isEmpty();
	}

	/**
	 * Whether somebody waits for the answer to a change.
	 */
	synchronized boolean areUrgent() {
		return this.urgent;
	}

	/**
	 * Answers those who wait for a change that will not be committed, and drops it.
	 */
	synchronized void refuseUrgent(Supplier<OutboxException> reason) {
		if (this.urgent) {
			this.waiting.removeIf((change) -> change.refuse(reason));
			this.count = this.waiting.size();
			this.urgent = false;
		}
	}

	int count() {
		return this.count;
	}

	/**
	 * How long the oldest change has waited, in nanoseconds; -1 if none waits.
	 */
	synchronized long waited(long nanoTime) {
		return this.waiting.isEmpty() ? -1 : nanoTime - this.oldestAt;
	}

	/**
	 * A change to a record in the outbox.
	 */
	sealed interface Change {

		/**
		 * Whether somebody waits for the answer, so that it must not be delayed.
		 */
		default boolean urgent() {
			return false;
		}

		/**
		 * Tells the one who waits that the change is not made.
		 * @return whether somebody waits; if not, the change must still be made
		 */
		default boolean refuse(Supplier<OutboxException> reason) {
			return false;
		}

	}

	record Acknowledge(WriteBatch.Acknowledgement acknowledgement) implements Change {
	}

	record Fail(WriteBatch.Failure failure) implements Change {
	}

	record Retry(long position, String topic, CompletableFuture<Boolean> done) implements Change {

		@Override
		public boolean urgent() {
			return true;
		}

		@Override
		public boolean refuse(Supplier<OutboxException> reason) {
			this.done.completeExceptionally(reason.get());
			return true;
		}

	}

	record Discard(long position, CompletableFuture<Boolean> done) implements Change {

		@Override
		public boolean urgent() {
			return true;
		}

		@Override
		public boolean refuse(Supplier<OutboxException> reason) {
			this.done.completeExceptionally(reason.get());
			return true;
		}

	}

}
