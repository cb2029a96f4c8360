package io.github.robustkafka.relay;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.github.robustkafka.outbox.PendingRecord;

/**
 * Positions of records whose outcome was reported and may not be committed yet: a store
 * that is read now may show them as pending. Outcomes are committed in the order in which
 * they were reported, so that counting tells which ones are left. Bounded by the changes
 * that may wait for their commit. For one thread.
 */
final class ReportedPositions {

	private static final int FIRST_SIZE = 1024;

	/** A ring; its length is a power of two. */
	private long[] positions = new long[FIRST_SIZE];

	private long committed;

	private long reported;

	private long highest;

	void add(long position) {
		if (this.reported - this.committed == this.positions.length) {
			grow();
		}
		this.positions[index(this.reported)] = position;
		this.reported++;
		this.highest = Math.max(this.highest, position);
	}

	private int index(long number) {
		return (int) (number & (this.positions.length - 1));
	}

	private void grow() {
		long[] larger = new long[2 * this.positions.length];
		for (long number = this.committed; number < this.reported; number++) {
			larger[(int) (number & (larger.length - 1))] = this.positions[index(number)];
		}
		this.positions = larger;
	}

	/**
	 * So many outcomes were committed, the oldest ones.
	 */
	void committed(long count) {
		this.committed = Math.max(this.committed, Math.min(count, this.reported));
	}

	/**
	 * Returns those records that are still to be sent, of some that were read from the
	 * store after the latest call of {@link #committed(long)}.
	 * @param records in order of position
	 */
	List<PendingRecord> leaveOut(List<PendingRecord> records) {
		if (records.isEmpty() || this.committed == this.reported || records.get(0).position() > this.highest) {
			return records;
		}
		Set<Long> waiting = new HashSet<>();
		for (long number = this.committed; number < this.reported; number++) {
			waiting.add(this.positions[index(number)]);
		}
		return records.stream().filter((record) -> !waiting.contains(record.position())).toList();
	}

}
