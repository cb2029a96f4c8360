package io.github.robustkafka.dispatch;

import java.time.Duration;
import java.util.concurrent.Future;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * A record that was received and is not finished. Ends exactly once: further ends do
 * nothing.
 */
public final class RecordTask {

	private static final int OVERHEAD = 500;

	private static final int HEADER_OVERHEAD = 100;

	enum State {

		/** Not due yet. */
		HELD,

		/** In its key's queue. */
		QUEUED,

		/** Being processed. */
		ACTIVE,

		/** Handled, and about to be finished: its key may go on, its offset may not. */
		HANDLED,

		/** Waits to be processed again, first in its key's queue. */
		DELAYED,

		/** Finished: its offset may be committed. */
		FINISHED,

		/** Its partition was revoked before it was processed. */
		DROPPED

	}

	final PartitionProgress partition;

	final long offset;

	final Runnable acknowledgment;

	/** Since when it could have been in work, by the nano clock. */
	long dueNanos;

	State state = State.HELD;

	@Nullable KeyQueue queue;

	/** Who processes it now. Others only compare it with themselves. */
	@Nullable Thread worker;

	/** Whether it was done on the thread of its worker, who still has to tell. */
	boolean endsWithWorker;

	/** Whether its handler is through with it. Used by its worker only. */
	boolean handled;

	/** What was counted for it while it is held. */
	long heldBytes;

	/** Ends the time for which the record is held or delayed. */
	volatile @Nullable Future<?> timer;

	private final Dispatcher dispatcher;

	private @Nullable ConsumerRecord<byte[], byte[]> record;

	private volatile int attempts;

	RecordTask(Dispatcher dispatcher, PartitionProgress partition, ConsumerRecord<byte[], byte[]> record,
			Runnable acknowledgment) {
		this.dispatcher = dispatcher;
		this.partition = partition;
		this.record = record;
		this.offset = record.offset();
		this.acknowledgment = acknowledgment;
	}

	/**
	 * Returns the record as it was read from Kafka.
	 * @return the record
	 * @throws IllegalStateException if it is finished
	 */
	public ConsumerRecord<byte[], byte[]> record() {
		ConsumerRecord<byte[], byte[]> present = this.record;
		if (present == null) {
			throw new IllegalStateException("Offset %d is finished".formatted(this.offset));
		}
		return present;
	}

	/**
	 * How many attempts were counted with {@link #countAttempt()}.
	 * @return number of attempts
	 */
	public int attempts() {
		return this.attempts;
	}

	/**
	 * Counts an attempt. Called by the processor, one thread at a time.
	 */
	public void countAttempt() {
		this.attempts = this.attempts + 1;
	}

	/**
	 * The handler is through with the record, whose end will be told later: the next
	 * record of its key may start, its offset may not be committed. Called by the
	 * processor, on its thread.
	 */
	public void handled() {
		this.handled = true;
	}

	/**
	 * The record is finished: handled, durably forwarded, or dropped on purpose. Its
	 * offset may be committed, and the next record of its key may start.
	 */
	public void done() {
		if (Thread.currentThread() == this.worker) {
			// Its worker takes the lock in a moment anyway.
			this.endsWithWorker = true;
		}
		else {
			this.dispatcher.done(this);
		}
	}

	/**
	 * The record is to be processed again after a delay. Its key waits for it.
	 * @param delay time from now
	 */
	public void again(Duration delay) {
		if (Thread.currentThread() != this.worker || !this.endsWithWorker) {
			this.dispatcher.again(this, delay);
		}
	}

	/**
	 * Whether the record's partition was given up, and the deadline for its records is
	 * over: its end changes nothing any more, and it is delivered to the next owner.
	 * @return true if it is
	 */
	public boolean isAbandoned() {
		return this.partition.phase == PartitionProgress.Phase.CLOSED;
	}

	/** Keeps the place in the order of offsets, not the bytes. */
	void forgetRecord() {
		this.record = null;
	}

	/** Nothing is to refer to a record for hours that was given up. */
	void cancelTimer() {
		Future<?> running = this.timer;
		if (running != null) {
			running.cancel(false);
			this.timer = null;
		}
	}

	/** About how much memory the record takes. */
	long bytes() {
		ConsumerRecord<byte[], byte[]> present = this.record;
		if (present == null) {
			return 0;
		}
		long bytes = OVERHEAD + Math.max(0, present.serializedKeySize()) + Math.max(0, present.serializedValueSize());
		for (Header header : present.headers()) {
			byte[] value = header.value();
			bytes += HEADER_OVERHEAD + header.key().length() + ((value != null) ? value.length : 0);
		}
		return bytes;
	}

}
