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
	 * @return false if too many wait already, or somebody else waits for this record; the
	 * outcome then does not come here
	 */
	public boolean add(UUID recordId, int size, Awaiting awaiting) {
		if (this.entries.size() >= this.maxRecords || this.bytes.get() + size > this.maxBytes) {
			return false;
		}
		if (this.entries.putIfAbsent(recordId, new Entry(size, awaiting)) != null) {
			return false;
		}
		this.bytes.addAndGet(size);
		return true;
	}

	/**
	 * Ends the wait of one who waits for a record, and of nobody else.
	 * @param recordId the record
	 * @param awaiting who waits
	 */
	public void remove(UUID recordId, Awaiting awaiting) {
		Entry entry = this.entries.get(recordId);
		if (entry != null && entry.awaiting() == awaiting && this.entries.remove(recordId, entry)) {
			this.bytes.addAndGet(-entry.size());
		}
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
	}

}
