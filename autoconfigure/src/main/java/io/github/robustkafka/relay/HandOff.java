package io.github.robustkafka.relay;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

import io.github.robustkafka.outbox.PendingRecord;
import io.github.robustkafka.worker.WakeUpSignal;
import io.github.robustkafka.writer.AppendedRecords;

/**
 * Where the writer leaves committed records for the relay. Bounded in records and bytes,
 * counted until a record is handed to the producer; beyond that only the first position
 * of each topic that was left out is remembered, and the relay reads from the store.
 */
public final class HandOff implements AppendedRecords {

	private static final int MAX_RECORDS = 20_000;

	private static final long MAX_BYTES = 32L * 1024 * 1024;

	private final WakeUpSignal signal;

	private final int unsettled;

	private final ConcurrentLinkedQueue<List<PendingRecord>> batches = new ConcurrentLinkedQueue<>();

	/**
	 * What the writer has left here, ever.
	 */
	private final Held left = new Held();

	/**
	 * What the relay no longer holds of it, ever, less what it holds besides.
	 */
	private final Held released = new Held();

	private final Map<String, Long> leftOut = new HashMap<>();

	private volatile boolean reopened = true;

	private volatile boolean mostAreRead;

	/**
	 * Creates an empty hand-off.
	 * @param signal wakes the relay
	 * @param unsettled of how many acknowledged records it need not be on the disk at
	 * once that they are
	 */
	public HandOff(WakeUpSignal signal, int unsettled) {
		this.signal = signal;
		this.unsettled = unsettled;
	}

	WakeUpSignal signal() {
		return this.signal;
	}

	@Override
	public void appended(List<PendingRecord> batch) {
		if (isFull()) {
			batch.forEach((record) -> leaveOut(record.topic(), record.position()));
		}
		else {
			this.left.add(batch.size(), batch.stream().mapToLong(PendingRecord::size).sum());
			this.batches.add(batch);
		}
		this.signal.signal();
	}

	@Override
	public void pendingInStore(String topic, long position) {
		leaveOut(topic, position);
		this.signal.signal();
	}

	@Override
	public void storeReopened() {
		this.reopened = true;
		this.signal.signal();
	}

	@Override
	public int unsettled() {
		return (isFull() || this.mostAreRead) ? 0 : this.unsettled;
	}

	/**
	 * Whether most of what comes here is read from the store later, as in an outage.
	 */
	void mostAreRead(boolean read) {
		this.mostAreRead = read;
	}

	private void leaveOut(String topic, long position) {
		synchronized (this.leftOut) {
			this.leftOut.merge(topic, position, Math::min);
		}
	}

	/**
	 * All batches that wait, oldest first. To be called before {@link #takeLeftOut()}, so
	 * that nothing that was left out before a batch can be missed.
	 */
	List<List<PendingRecord>> takeBatches() {
		List<List<PendingRecord>> taken = new ArrayList<>();
		for (List<PendingRecord> batch = this.batches.poll(); batch != null; batch = this.batches.poll()) {
			taken.add(batch);
		}
		return taken;
	}

	/**
	 * The topics of which records were left out, each with the first such position.
	 */
	Map<String, Long> takeLeftOut() {
		synchronized (this.leftOut) {
			if (this.leftOut.isEmpty()) {
				return Map.of();
			}
			Map<String, Long> taken = new HashMap<>(this.leftOut);
			this.leftOut.clear();
			return taken;
		}
	}

	boolean storeWasReopened() {
		return this.reopened;
	}

	/**
	 * The store could not be searched after it was opened; that is still to be done.
	 */
	void keepReopened() {
		this.reopened = true;
	}

	/**
	 * Whether the store was opened since the last call.
	 */
	boolean takeReopened() {
		boolean taken = this.reopened;
		this.reopened = false;
		return taken;
	}

	boolean isFull() {
		return isFilled(MAX_RECORDS, MAX_BYTES);
	}

	/**
	 * Whether more may be read from the store than is sent next. A quarter stays for what
	 * the writer leaves here for other topics.
	 */
	boolean hasRoomToReadAhead() {
		return !isFilled(MAX_RECORDS / 4 * 3, MAX_BYTES / 4 * 3);
	}

	private boolean isFilled(int records, long bytes) {
		return this.left.records.get() - this.released.records.get() >= records
				|| this.left.bytes.get() - this.released.bytes.get() >= bytes;
	}

	/**
	 * The relay holds a record in memory that it has from elsewhere.
	 */
	void hold(PendingRecord record) {
		this.released.add(-1, -record.size());
	}

	/**
	 * The relay no longer holds a record in memory, or it is in flight.
	 */
	void release(PendingRecord record) {
		this.released.add(1, record.size());
	}

	/**
	 * A count that one thread at a time changes and others read.
	 */
	private static final class Held {

		private final AtomicLong records = new AtomicLong();

		private final AtomicLong bytes = new AtomicLong();

		private void add(long records, long bytes) {
			this.records.lazySet(this.records.get() + records);
			this.bytes.lazySet(this.bytes.get() + bytes);
		}

	}

}
