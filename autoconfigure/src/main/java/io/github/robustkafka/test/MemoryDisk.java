package io.github.robustkafka.test;

import java.util.HashSet;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import io.github.robustkafka.outbox.RecordState;

/**
 * What outlives an {@link InMemoryOutboxStore}: its rows.
 */
public final class MemoryDisk {

	private NavigableMap<Long, MemoryRow> rows = new TreeMap<>();

	private long lastPosition;

	NavigableMap<Long, MemoryRow> rows() {
		return this.rows;
	}

	long lastPosition() {
		return this.lastPosition;
	}

	Set<UUID> recordIds() {
		Set<UUID> ids = new HashSet<>();
		this.rows.values().forEach((row) -> ids.add(row.pending().record().recordId()));
		return ids;
	}

	MemoryDisk copy() {
		MemoryDisk copy = new MemoryDisk();
		copy.take(this);
		copy.rows = new TreeMap<>(this.rows);
		return copy;
	}

	void take(MemoryDisk other) {
		this.rows = other.rows;
		this.lastPosition = other.lastPosition;
	}

	@Nullable MemoryRow row(long position, RecordState state) {
		MemoryRow row = this.rows.get(position);
		return (row != null && row.state() == state) ? row : null;
	}

	void put(long position, MemoryRow row) {
		this.rows.put(position, row);
		this.lastPosition = Math.max(this.lastPosition, position);
	}

	long count(RecordState state) {
		return this.rows.values().stream().filter((row) -> row.state() == state).count();
	}

	/**
	 * Changes a row so that it no longer fits its checksum.
	 * @param position its place
	 */
	public void damage(long position) {
		this.rows.computeIfPresent(position, (key, row) -> new MemoryRow(row.pending(), row.checksum() + 1, row.state(),
				row.changedAt(), row.partition(), row.offset(), row.reason()));
	}

}
