package io.github.robustkafka.dispatch;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The keys that have received records, and those of them whose first record may start
 * now. A key is either ready, or its first record is in work or delayed. Guarded by the
 * dispatcher's lock.
 */
final class ReadyQueues {

	private final Map<OrderKey, KeyQueue> queues = new HashMap<>();

	private final ArrayDeque<KeyQueue> ready = new ArrayDeque<>();

	boolean isEmpty() {
		return this.ready.isEmpty();
	}

	/** Puts a record behind the others of its key. */
	void add(RecordTask task, @Nullable OrderKey key) {
		task.state = RecordTask.State.QUEUED;
		KeyQueue queue = (key != null) ? this.queues.computeIfAbsent(key, KeyQueue::new) : new KeyQueue(null);
		if (queue.add(task)) {
			this.ready.add(queue);
		}
	}

	/** Returns the next record that may start, or null. */
	@Nullable RecordTask take() {
		KeyQueue queue = this.ready.poll();
		while (queue != null) {
			RecordTask first = queue.first();
			if (first != null) {
				return first;
			}
			forget(queue);
			queue = this.ready.poll();
		}
		return null;
	}

	/** The first record of its key has left; the next one may start. */
	void release(RecordTask task) {
		KeyQueue queue = task.queue;
		if (queue != null) {
			queue.removeFirst();
			resume(queue);
		}
	}

	/** The first record of the key may start, or those that were dropped may leave. */
	void resume(KeyQueue queue) {
		if (queue.first() != null) {
			this.ready.add(queue);
		}
		else {
			forget(queue);
		}
	}

	private void forget(KeyQueue queue) {
		if (queue.key() != null) {
			this.queues.remove(queue.key(), queue);
		}
	}

}
