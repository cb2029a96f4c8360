package io.github.robustkafka.dispatch;

import java.util.ArrayDeque;

import org.jspecify.annotations.Nullable;

/**
 * The received records of one key, in their order. The first one is in work, or delayed,
 * or next. Guarded by the dispatcher's lock.
 */
final class KeyQueue {

	private final @Nullable OrderKey key;

	private @Nullable RecordTask first;

	/** Those behind the first one; most keys never have any. */
	private @Nullable ArrayDeque<RecordTask> others;

	KeyQueue(@Nullable OrderKey key) {
		this.key = key;
	}

	@Nullable OrderKey key() {
		return this.key;
	}

	/** Returns whether the queue was empty, so that it has to be made ready. */
	boolean add(RecordTask task) {
		task.queue = this;
		if (this.first == null) {
			this.first = task;
			return true;
		}
		if (this.others == null) {
			this.others = new ArrayDeque<>();
		}
		this.others.add(task);
		return false;
	}

	/** Returns the first record, after those that were dropped are gone. */
	@Nullable RecordTask first() {
		while (this.first != null && this.first.state == RecordTask.State.DROPPED) {
			removeFirst();
		}
		return this.first;
	}

	void removeFirst() {
		this.first = (this.others != null) ? this.others.poll() : null;
	}

}
