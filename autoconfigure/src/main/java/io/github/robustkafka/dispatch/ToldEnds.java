package io.github.robustkafka.dispatch;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/**
 * Ends of records that were told by threads without the dispatcher's lock, until one with
 * it hears them. Safe for use by many threads.
 */
final class ToldEnds {

	private final Queue<RecordTask> told = new ConcurrentLinkedQueue<>();

	void add(RecordTask task) {
		this.told.add(task);
	}

	boolean isEmpty() {
		return this.told.isEmpty();
	}

	/** Hears all of them, and those that are told meanwhile. */
	void hear(Consumer<RecordTask> end) {
		RecordTask task = this.told.poll();
		while (task != null) {
			end.accept(task);
			task = this.told.poll();
		}
	}

}
