package io.github.robustkafka.dispatch;

import java.util.ArrayDeque;
import java.util.function.Consumer;

import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was received from one partition during one assignment, in the order of offsets. A
 * new assignment gets a new object, so a late end never counts for it. Only an offset
 * before which all is finished is acknowledged. Guarded by the dispatcher's lock.
 */
final class PartitionProgress {

	private static final Logger logger = LoggerFactory.getLogger(PartitionProgress.class);

	enum Phase {

		/** Assigned. */
		OPEN,

		/** Being revoked: what is in work may still finish and be committed. */
		DRAINING,

		/** Revoked: nothing may be committed any more. */
		CLOSED

	}

	final TopicPartition topicPartition;

	/** The consumer that the partition was assigned to. */
	final Object owner;

	/** Written under the lock, read by anybody. */
	volatile Phase phase = Phase.OPEN;

	/** Whether the dispatcher has paused the partition. */
	boolean paused;

	/** Records in work, those included that are handled. */
	int active;

	/** Records that are handled and not finished. */
	int handled;

	int unfinished;

	/** Records that are not due yet. */
	int held;

	private final ArrayDeque<RecordTask> window = new ArrayDeque<>();

	private long highest = -1;

	private long finishedUpTo = -1;

	private long movedAt = System.nanoTime();

	PartitionProgress(TopicPartition topicPartition, Object owner) {
		this.topicPartition = topicPartition;
		this.owner = owner;
	}

	/** Whether the record is in work already: the container handed it over twice. */
	boolean isTracked(long offset) {
		return offset <= this.highest && offset > this.finishedUpTo;
	}

	/** Whether somebody has moved the consumer back to what was finished. */
	boolean isRewound(long offset) {
		return offset <= this.finishedUpTo;
	}

	void add(RecordTask task) {
		if (this.highest < 0) {
			// What lies before the first one was never received: it is not in work.
			this.finishedUpTo = task.offset - 1;
		}
		this.window.add(task);
		this.highest = task.offset;
		this.unfinished++;
	}

	/** Marks the record finished and acknowledges as far as that has become possible. */
	void finish(RecordTask task) {
		task.state = RecordTask.State.FINISHED;
		task.forgetRecord();
		this.unfinished--;
		RecordTask last = null;
		RecordTask first = this.window.peek();
		while (first != null && first.state == RecordTask.State.FINISHED) {
			last = this.window.poll();
			first = this.window.peek();
		}
		if (last != null) {
			this.finishedUpTo = last.offset;
			this.movedAt = System.nanoTime();
			if (this.phase != Phase.CLOSED) {
				acknowledge(last);
			}
		}
	}

	private void acknowledge(RecordTask task) {
		// Spring's container takes nothing from a thread that is interrupted.
		boolean interrupted = Thread.interrupted();
		try {
			task.acknowledgment.run();
		}
		catch (RuntimeException ex) {
			logger.warn("Offset {} of {} could not be acknowledged. A later one stands for it.", task.offset,
					this.topicPartition, ex);
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	int uncommitted() {
		return this.window.size();
	}

	void forEach(Consumer<RecordTask> action) {
		this.window.forEach(action);
	}

	/**
	 * How long the oldest record has held up the commit. One that waits for its time, or
	 * to be tried again, holds up nothing yet.
	 */
	long heldUpNanos(long now) {
		RecordTask first = this.window.peek();
		boolean waits = first == null || first.state == RecordTask.State.HELD
				|| first.state == RecordTask.State.DELAYED;
		return waits ? 0 : now - ((first.dueNanos - this.movedAt > 0) ? first.dueNanos : this.movedAt);
	}

	/** The record that holds up the commit. */
	@Nullable RecordTask oldest() {
		return this.window.peek();
	}

}
