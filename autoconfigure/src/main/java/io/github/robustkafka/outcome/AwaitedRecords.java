package io.github.robustkafka.outcome;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
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

	private final ConcurrentHashMap<UUID, Entry> entries = new ConcurrentHashMap<>();

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
	 * Waits for the outcome of a record that is about to be appended.
	 * @param recordId the record
	 * @param size its size in bytes
	 * @param awaiting who waits
	 * @return false if too many wait already; nobody waits then
	 */
	public boolean add(UUID recordId, int size, Awaiting awaiting) {
		if (this.entries.size() >= this.maxRecords || this.bytes.get() + size > this.maxBytes) {
			return false;
		}
		this.bytes.addAndGet(size);
		this.entries.merge(recordId, new Entry(size, awaiting), Entry::and);
		return true;
	}

	/**
	 * Ends the wait for a record.
	 * @param recordId the record
	 * @return who waited, or null
	 */
	public @Nullable Awaiting remove(UUID recordId) {
		Entry entry = this.entries.remove(recordId);
		if (entry == null) {
			return null;
		}
		this.bytes.addAndGet(-entry.size());
		return entry.awaiting();
	}

	List<Awaiting> removeAll() {
		List<Awaiting> all = new ArrayList<>();
		for (UUID recordId : this.entries.keySet()) {
			Awaiting awaiting = remove(recordId);
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
		return this.entries.size();
	}

	private record Entry(int size, Awaiting awaiting) {

		private Entry and(Entry other) {
			return new Entry(this.size + other.size, this.awaiting.and(other.awaiting));
		}

	}

}
