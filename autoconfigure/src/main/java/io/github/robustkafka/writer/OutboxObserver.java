package io.github.robustkafka.writer;

import io.github.robustkafka.outbox.CommitResult;

/**
 * Watches the writer, for metrics. Commits are told by one thread at a time, the one that
 * commits; waits and refusals by those who append. What it throws is ignored.
 */
public interface OutboxObserver {

	/**
	 * Watches nothing.
	 */
	OutboxObserver NO_OP = new OutboxObserver() {
	};

	/**
	 * A write batch was committed.
	 * @param result what it changed
	 * @param nanos how long the commit took, its sync included
	 */
	default void committed(CommitResult result, long nanos) {
	}

	/**
	 * A commit failed.
	 * @param failure why
	 */
	default void commitFailed(Throwable failure) {
	}

	/**
	 * An append had to wait for room, and found it.
	 * @param nanos how long it waited
	 */
	default void waitedForRoom(long nanos) {
	}

	/**
	 * An append found no room and was refused.
	 */
	default void refused() {
	}

}
