package io.github.robustkafka.outcome;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

/**
 * Who waits in memory for which record. Bounded in number and in the bytes of the records
 * that those who wait hold on to, since an outage lasts as long as it likes. Safe for any
 * thread.
 */
public final class AwaitedRecords {

	private final int maxRecords;

	private final long maxBytes;

	private final AwaitingByPosition byPosition = new AwaitingByPosition();

	private final AtomicInteger records = new AtomicInteger();

	private final AtomicLong bytes = new AtomicLong();

	/**
	 * Creates an empty registry.
	 * @param maxRecords at most so many records are awaited
	 * @param maxBytes at most so many bytes of records are awaited
	 */
	public AwaitedRecords(int maxRecords, long maxBytes) {
		this.maxRecords = maxRecords;
		this.maxBytes = maxBytes;
	}

	/**
	 * Takes a place for one who is going to wait for a record that is about to be
	 * appended.
	 * @param size size of the record in bytes
	 * @return false if too many wait already; the outcome then does not come here
	 */
	public boolean reserve(int size) {
		if (this.records.get() >= this.maxRecords || this.bytes.get() + size > this.maxBytes) {
			return false;
		}
		this.records.incrementAndGet();
		this.bytes.addAndGet(size);
		return true;
	}

	/**
	 * Gives a place back that was reserved and is not needed.
	 * @param size size of the record in bytes
	 */
	public void giveBack(int size) {
		giveBack(1, size);
	}

	void giveBack(int records, long bytes) {
		this.records.addAndGet(-records);
		this.bytes.addAndGet(-bytes);
	}

	/**
	 * Waits for the outcome of a record, in a place that was reserved. Called by one
	 * thread at a time, with ascending positions.
	 * @param position where the record stands in the outbox
	 * @param awaiting who waits
	 */
	void add(long position, Awaiting awaiting) {
		this.byPosition.add(position, awaiting);
	}

	/**
	 * Ends the wait for a record.
	 * @param position where the record stands in the outbox
	 * @return who waited, or null
	 */
	public @Nullable Awaiting remove(long position) {
		Awaiting awaiting = take(position);
		if (awaiting != null) {
			giveBack(awaiting.size());
		}
		return awaiting;
	}

	/**
	 * Ends the wait for a record. Its place is still to be given back: with those of
	 * others, since senders look at how many are left all the time.
	 */
	@Nullable Awaiting take(long position) {
		return this.byPosition.remove(position);
	}

	List<Awaiting> removeAll() {
		List<Awaiting> all = new ArrayList<>();
		for (long position : this.byPosition.positions()) {
			Awaiting awaiting = remove(position);
			if (awaiting != null) {
				all.add(awaiting);
			}
		}
		return all;
	}

	/**
	 * How many records are awaited.
	 * @return number of records
	 */
	public int size() {
		return this.records.get();
	}

}
