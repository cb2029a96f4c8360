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
 * Many records in one row of the table {@code outbox_blocks}, which is much cheaper than
 * a row for each. A block is deleted when all its records are acknowledged; if one of
 * them takes longer, all that are left become rows of the table {@code outbox}. So a
 * block lives for a moment, and while it does, its records are also in memory. Safe for
 * any thread. <pre>
 * first_position  INTEGER  position of the first record; the others follow without a gap
 * records         INTEGER  how many there are
 * appended_at     INTEGER  when they were appended, in milliseconds since the epoch
 * mark            INTEGER  a random number with which each record begins
 * data            BLOB     the records as BlockCodec writes them
 * </pre>
 */
final class Block {

	private final long key;

	private final List<PendingRecord> records;

	/**
	 * Those of the records that could not be read from the file; what is left of them
	 * becomes a failed row.
	 */
	private final BitSet damaged;

	private final BitSet acknowledged = new BitSet();

	/**
	 * Those that failed while the block could not be unpacked. Only memory knows: the
	 * next process finds them pending.
	 */
	private final BitSet failed = new BitSet();

	private final boolean complete;

	private final long bytes;

	private int acknowledgedCount;

	private boolean unpackSoon;

	private boolean unpackable = true;

	private @Nullable Map<UUID, PendingRecord> byRecordId;

	/**
	 * Creates a block.
	 * @param key by which the file knows it
	 * @param records its records, without a gap between their positions
	 * @param damaged which of them are damaged
	 * @param complete whether all was found that must have been in it
	 */
	Block(long key, List<PendingRecord> records, BitSet damaged, boolean complete) {
		this.key = key;
		this.records = records;
		this.damaged = damaged;
		this.complete = complete;
		long sum = 0;
		for (PendingRecord record : records) {
			sum += record.size();
		}
		this.bytes = sum;
	}

	/**
	 * A new block.
	 */
	static Block of(List<PendingRecord> records) {
		return new Block(records.get(0).position(), records, new BitSet(), true);
	}

	boolean isComplete() {
		return this.complete;
	}

	/**
	 * What stands in the column first_position, which damage may have changed.
	 */
	long key() {
		return this.key;
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
	 * Estimated bytes of the records.
	 */
	long bytes() {
		return this.bytes;
	}

	/**
	 * Whether this is the place of the position, also when its record is acknowledged.
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
		if (!isPending(index)) {
			return false;
		}
		this.acknowledged.set(index);
		this.acknowledgedCount++;
		return true;
	}

	synchronized int acknowledgedCount() {
		return this.acknowledgedCount;
	}

	/**
	 * The record at the position failed, and there is no row that could say so.
	 * @return whether that is new
	 */
	synchronized boolean fail(long position) {
		int index = (int) (position - firstPosition());
		boolean pending = isPending(index);
		if (pending) {
			this.failed.set(index);
		}
		return pending;
	}

	/**
	 * Whether nothing in it is of use any more.
	 */
	synchronized boolean isDone() {
		return this.acknowledgedCount == this.records.size();
	}

	synchronized List<PendingRecord> pending() {
		return IntStream.range(0, this.records.size()).filter(this::isPending).mapToObj(this.records::get).toList();
	}

	synchronized int pendingCount() {
		return this.records.size() - this.acknowledgedCount - failedCount();
	}

	/**
	 * How many of its records are damaged or failed.
	 */
	synchronized int failedCount() {
		return this.damaged.cardinality() + this.failed.cardinality();
	}

	List<PendingRecord> damaged() {
		return this.damaged.stream().mapToObj(this.records::get).toList();
	}

	/**
	 * The record with this id, if it is pending or failed. If it was acknowledged,
	 * another one may be made under the same id; before that this one must be gone from
	 * the file.
	 */
	synchronized @Nullable PendingRecord find(UUID recordId) {
		if (this.byRecordId == null) {
			this.byRecordId = new HashMap<>();
			for (PendingRecord record : this.records) {
				this.byRecordId.put(record.record().recordId(), record);
			}
		}
		PendingRecord found = this.byRecordId.get(recordId);
		if (found == null || isKept((int) (found.position() - firstPosition()))) {
			return found;
		}
		this.unpackSoon = true;
		return null;
	}

	/**
	 * Whether it is to be unpacked with the next commit.
	 */
	synchronized boolean isToBeUnpackedSoon() {
		return this.unpackSoon;
	}

	/**
	 * Unpacking it failed, so it stays a block for as long as this process lives; its
	 * records are in memory.
	 */
	synchronized void cannotBeUnpacked() {
		this.unpackable = false;
	}

	synchronized boolean isUnpackable() {
		return this.unpackable;
	}

	private boolean isPending(int index) {
		return isKept(index) && !this.failed.get(index);
	}

	private boolean isKept(int index) {
		return !this.acknowledged.get(index) && !this.damaged.get(index);
	}

}
