package io.github.robustkafka.relay;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
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

	private final AtomicInteger records = new AtomicInteger();

	private final AtomicLong bytes = new AtomicLong();

	private final Map<String, Long> leftOut = new HashMap<>();

	private volatile boolean reopened = true;

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
			batch.forEach(this::hold);
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
		return isFull() ? 0 : this.unsettled;
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
		return this.records.get() >= MAX_RECORDS || this.bytes.get() >= MAX_BYTES;
	}

	/**
	 * A record is held in memory.
	 */
	void hold(PendingRecord record) {
		this.records.incrementAndGet();
		this.bytes.addAndGet(record.size());
	}

	/**
	 * A record is no longer held in memory, or is in flight.
	 */
	void release(PendingRecord record) {
		this.records.decrementAndGet();
		this.bytes.addAndGet(-record.size());
	}

}
