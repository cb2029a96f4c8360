package io.github.robustkafka.sqlite;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

import io.github.robustkafka.outbox.PendingRecord;
import io.github.robustkafka.outbox.WriteBatch.Acknowledgement;
import io.github.robustkafka.outbox.WriteBatch.Failure;

/**
 * What one transaction changes in the blocks. {@link #committed()} is called when it is
 * committed; if that never happens, nothing has changed but that acknowledgements are
 * known, and those are true.
 */
final class BlockChange {

	/**
	 * After so many milliseconds the pending records of a block get rows.
	 */
	private static final long MAX_AGE = 500;

	/**
	 * So few records get rows at once.
	 */
	private static final int LEAST_RECORDS = 16;

	private static final int MAX_RECORDS = 512;

	private static final int MAX_BYTES = 64 * 1024;

	/**
	 * Unpacking stops behind so many records; the rest is for the next transaction.
	 */
	private static final int MAX_UNPACKED = 4096;

	private final Blocks blocks;

	private final OutboxChanges changes;

	private final long now;

	private final List<Block> added = new ArrayList<>();

	private final List<Block> removed = new ArrayList<>();

	private int unpacked;

	private long failedSize;

	BlockChange(Blocks blocks, OutboxChanges changes, long now) {
		this.blocks = blocks;
		this.changes = changes;
		this.now = now;
	}

	/**
	 * Acknowledges those records that are in blocks.
	 * @param acknowledgements the positions
	 * @param others takes the acknowledgements of all other records
	 * @return how many were pending
	 */
	int acknowledge(List<Acknowledgement> acknowledgements, List<Acknowledgement> others) {
		int acknowledged = 0;
		Block block = null;
		for (Acknowledgement acknowledgement : acknowledgements) {
			if (block == null || !block.holds(acknowledgement.position())) {
				block = this.blocks.holding(acknowledgement.position());
			}
			if (block == null) {
				others.add(acknowledgement);
			}
			else if (block.acknowledge(acknowledgement.position())) {
				acknowledged++;
			}
		}
		return acknowledged;
	}

	/**
	 * Deletes the blocks that are done.
	 */
	void deleteDone() throws SQLException {
		for (Block block : this.blocks.all()) {
			if (block.isDone()) {
				delete(block);
			}
		}
	}

	/**
	 * Gives rows to the pending records of blocks that wait too long, or that keep too
	 * many acknowledgements from the disk.
	 * @return whether more is left to do
	 */
	boolean unpackDue() throws SQLException {
		int acknowledged = this.blocks.all().stream().mapToInt(Block::acknowledgedCount).sum();
		acknowledged -= this.removed.stream().mapToInt(Block::acknowledgedCount).sum();
		for (Block block : this.blocks.all()) {
			boolean old = this.now - block.appendedAt() >= MAX_AGE || this.now < block.appendedAt();
			if ((old || acknowledged > this.blocks.unsettled()) && !this.removed.contains(block)) {
				if (this.unpacked >= MAX_UNPACKED) {
					return true;
				}
				acknowledged -= block.acknowledgedCount();
				unpack(block);
			}
		}
		return false;
	}

	/**
	 * Gives rows to the pending records of all blocks that hold one of the positions.
	 */
	void unpackHolding(Set<Long> positions) throws SQLException {
		for (long position : positions) {
			Block block = this.blocks.holding(position);
			if (block != null && !this.removed.contains(block)) {
				unpack(block);
			}
		}
	}

	void unpackAll() throws SQLException {
		for (Block block : this.blocks.all()) {
			if (!this.removed.contains(block)) {
				unpack(block);
			}
		}
	}

	private void unpack(Block block) throws SQLException {
		List<PendingRecord> pending = block.pending();
		this.changes.append(pending);
		List<PendingRecord> damaged = block.damaged();
		this.changes.append(damaged);
		this.changes.fail(damaged.stream().map((record) -> new Failure(record.position(), "corrupt")).toList(),
				this.now);
		this.failedSize += damaged.stream().mapToLong(PendingRecord::size).sum();
		this.unpacked += block.records().size();
		delete(block);
	}

	private void delete(Block block) throws SQLException {
		this.changes.deleteBlock(block.firstPosition());
		this.removed.add(block);
	}

	/**
	 * Whether appends shall be packed into blocks.
	 */
	boolean isWorthwhile(List<PendingRecord> appends) {
		return appends.size() >= LEAST_RECORDS && this.blocks.hasRoom();
	}

	/**
	 * Packs records into blocks.
	 * @param appends the records
	 * @param unsettled of how many acknowledged records it may be known in memory only
	 * that they are
	 */
	void append(List<PendingRecord> appends, int unsettled) throws SQLException {
		this.blocks.allowUnsettled(unsettled);
		int first = 0;
		int bytes = 0;
		for (int i = 0; i < appends.size(); i++) {
			bytes += appends.get(i).size();
			if (i + 1 == appends.size() || i + 1 - first == MAX_RECORDS || bytes >= MAX_BYTES) {
				insert(new Block(List.copyOf(appends.subList(first, i + 1)), new BitSet()));
				first = i + 1;
				bytes = 0;
			}
		}
	}

	private void insert(Block block) throws SQLException {
		int mark = ThreadLocalRandom.current().nextInt();
		this.changes.appendBlock(block, mark, BlockCodec.encode(mark, block.records()));
		this.added.add(block);
	}

	/**
	 * The highest position in a block that is gone, 0 if none is.
	 */
	long highestRemoved() {
		return this.removed.stream().mapToLong(Block::lastPosition).max().orElse(0);
	}

	/**
	 * By how many bytes failed records have become more.
	 */
	long failedSize() {
		return this.failedSize;
	}

	/**
	 * The transaction is committed.
	 */
	void committed() {
		this.removed.forEach(this.blocks::remove);
		this.added.forEach(this.blocks::add);
	}

}
