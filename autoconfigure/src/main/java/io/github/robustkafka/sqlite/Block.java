package io.github.robustkafka.sqlite;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

import io.github.robustkafka.outbox.PendingRecord;
import org.jspecify.annotations.Nullable;

/**
 * Many records in one row of the table {@code outbox_blocks}, which costs a tenth of as
 * many rows. A block is deleted when all its records are acknowledged; if one of them
 * takes longer, all that are left become rows of the table {@code outbox}. So a block
 * lives for a moment, and while it does, its records are also in memory. Safe for any
 * thread. <pre>
 * first_position  INTEGER  position of the first record; the others follow without a gap
 * records         INTEGER  how many there are
 * appended_at     INTEGER  when they were appended, in milliseconds since the epoch
 * mark            INTEGER  a random number with which each record begins
 * data            BLOB     the records as BlockCodec writes them
 * </pre>
 */
final class Block {

	private final List<PendingRecord> records;

	/**
	 * Those of the records that could not be read from the file; what is left of them
	 * becomes a failed row.
	 */
	private final BitSet damaged;

	private final BitSet acknowledged = new BitSet();

	private final long bytes;

	private @Nullable Map<UUID, PendingRecord> byRecordId;

	/**
	 * Creates a block.
	 * @param records its records, without a gap between their positions
	 * @param damaged which of them are damaged
	 */
	Block(List<PendingRecord> records, BitSet damaged) {
		this.records = records;
		this.damaged = damaged;
		long sum = 0;
		for (PendingRecord record : records) {
			sum += record.size();
		}
		this.bytes = sum;
	}

	/**
	 * Estimated bytes of the records.
	 */
	long bytes() {
		return this.bytes;
	}

	long firstPosition() {
		return this.records.get(0).position();
	}

	long lastPosition() {
		return this.records.get(this.records.size() - 1).position();
	}

	long appendedAt() {
		return this.records.get(0).appendedAt();
	}

	List<PendingRecord> records() {
		return this.records;
	}

	/**
	 * Whether this is or was the place of the position.
	 */
	boolean holds(long position) {
		return position >= firstPosition() && position <= lastPosition();
	}

	/**
	 * The record at the position was acknowledged.
	 * @return whether that is new
	 */
	synchronized boolean acknowledge(long position) {
		int index = (int) (position - firstPosition());
		boolean pending = isPending(index);
		this.acknowledged.set(index);
		return pending;
	}

	synchronized int acknowledgedCount() {
		return this.acknowledged.cardinality();
	}

	/**
	 * Whether nothing in it is of use any more.
	 */
	synchronized boolean isDone() {
		return this.acknowledged.cardinality() == this.records.size();
	}

	synchronized List<PendingRecord> pending() {
		return IntStream.range(0, this.records.size()).filter(this::isPending).mapToObj(this.records::get).toList();
	}

	synchronized int pendingCount() {
		return this.records.size() - this.acknowledged.cardinality() - this.damaged.cardinality();
	}

	List<PendingRecord> damaged() {
		return this.damaged.stream().mapToObj(this.records::get).toList();
	}

	/**
	 * The pending record with this id.
	 */
	synchronized @Nullable PendingRecord find(UUID recordId) {
		if (this.byRecordId == null) {
			this.byRecordId = new HashMap<>();
			for (PendingRecord record : this.records) {
				this.byRecordId.put(record.record().recordId(), record);
			}
		}
		PendingRecord found = this.byRecordId.get(recordId);
		return (found != null && isPending((int) (found.position() - firstPosition()))) ? found : null;
	}

	private boolean isPending(int index) {
		return !this.acknowledged.get(index) && !this.damaged.get(index);
	}

}
