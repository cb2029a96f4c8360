package io.github.robustkafka.dispatch;

import java.time.Clock;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Records that were received before they are due, as those of retry topics. Their bytes
 * are bounded: beyond that no further ones are fetched. Guarded by the dispatcher's lock,
 * except for the timer's tasks.
 */
final class HeldRecords {

	private static final long MAX_BYTES = 64L << 20;

	private final Clock clock;

	private final ScheduledExecutorService timer;

	private final Consumer<RecordTask> due;

	private int count;

	private long bytes;

	HeldRecords(Clock clock, ScheduledExecutorService timer, Consumer<RecordTask> due) {
		this.clock = clock;
		this.timer = timer;
		this.due = due;
	}

	void hold(RecordTask task, long dueMillis) {
		this.count++;
		task.partition.held++;
		task.heldBytes = task.bytes();
		this.bytes += task.heldBytes;
		schedule(task, dueMillis);
	}

	/** The record is due or dropped. */
	void release(RecordTask task) {
		this.count--;
		task.partition.held--;
		this.bytes -= task.heldBytes;
	}

	int count() {
		return this.count;
	}

	boolean isFull() {
		return this.bytes >= MAX_BYTES;
	}

	/** Looks at the clock again when the time is over: never early. */
	private void schedule(RecordTask task, long dueMillis) {
		long left = Math.max(1, dueMillis - this.clock.millis());
		task.timer = this.timer.schedule(() -> {
			if (dueMillis > this.clock.millis()) {
				schedule(task, dueMillis);
			}
			else {
				this.due.accept(task);
			}
		}, left, TimeUnit.MILLISECONDS);
	}

}
