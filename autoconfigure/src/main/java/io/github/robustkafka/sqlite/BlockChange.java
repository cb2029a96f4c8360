package io.github.robustkafka.sqlite;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

import io.github.robustkafka.outbox.PendingRecord;
import io.github.robustkafka.outbox.WriteBatch.Acknowledgement;
import io.github.robustkafka.outbox.WriteBatch.Failure;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one transaction changes in the blocks. {@link #committed()} is called when it is
 * committed; if that never happens, nothing has changed but that acknowledgements are
 * known, and those are true.
 */
final class BlockChange {

	private static final Logger logger = LoggerFactory.getLogger(BlockChange.class);

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
	 * Where the first record is larger, all have rows at once: little would be gained.
	 */
	private static final int MAX_RECORD_BYTES = 16 * 1024;

	/**
	 * Unpacking stops behind so many records; the rest is for the next transaction.
	 */
	private static final int MAX_UNPACKED = 4096;

	private final Blocks blocks;

	private final OutboxChanges changes;

	private final long now;

	private final List<Block> added = new ArrayList<>();

	private final Set<Block> removed = Collections.newSetFromMap(new IdentityHashMap<>());

	private final List<Block> unpacked = new ArrayList<>();

	private int unpackedRecords;

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
				block = holding(acknowledgement.position());
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
	 * The block that has the position and will still have it after this transaction.
	 */
	private @Nullable Block holding(long position) {
		Block block = this.blocks.holding(position);
		return (block != null && !this.removed.contains(block)) ? block : null;
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
	 * Gives rows to the pending records of blocks, the oldest first, until no more
	 * acknowledgements than allowed are known in memory only.
	 */
	void unpackUnsettled() throws SQLException {
		int unsettled = this.blocks.all().stream().mapToInt(Block::acknowledgedCount).sum();
		unsettled -= this.removed.stream().mapToInt(Block::acknowledgedCount).sum();
		for (Block block : this.blocks.all()) {
			boolean unpack = block.isToBeUnpackedSoon()
					|| (unsettled > this.blocks.unsettled() && block.acknowledgedCount() > 0);
			if (unpack && unpack(block)) {
				unsettled -= block.acknowledgedCount();
			}
		}
	}

	/**
	 * Gives rows to the pending records of blocks that wait too long.
	 * @return whether more is left to do
	 */
	boolean unpackOld() throws SQLException {
		for (Block block : this.blocks.all()) {
			if (this.unpackedRecords >= MAX_UNPACKED) {
				return true;
			}
			if (this.now - block.appendedAt() >= MAX_AGE || this.now < block.appendedAt()) {
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
			if (block != null) {
				unpack(block);
			}
		}
	}

	/**
	 * Sets failed records aside whose blocks cannot be unpacked.
	 * @param failures what failed
	 * @param others takes the failures of all other records
	 * @return how many were pending
	 */
	int fail(List<Failure> failures, List<Failure> others) {
		int failed = 0;
		for (Failure failure : failures) {
			Block block = holding(failure.position());
			if (block == null) {
				others.add(failure);
			}
			else if (block.fail(failure.position())) {
				failed++;
				logger.warn(
						"The record at position {} failed, but the file is damaged and cannot say so: it is not in the list of failed records, and is sent again after the next start.",
						failure.position());
			}
		}
		return failed;
	}

	void unpackAll() throws SQLException {
		for (Block block : this.blocks.all()) {
			unpack(block);
		}
	}

	/**
	 * The block goes first, so that the rows take its pages.
	 */
	private boolean unpack(Block block) throws SQLException {
		if (!block.isUnpackable() || this.removed.contains(block)) {
			return false;
		}
		this.unpacked.add(block);
		delete(block);
		this.changes.append(block.pending());
		List<PendingRecord> damaged = block.damaged();
		this.changes.appendDamaged(damaged, this.now);
		this.failedSize += damaged.stream().mapToLong(PendingRecord::size).sum();
		this.unpackedRecords += block.records().size();
		return true;
	}

	private void delete(Block block) throws SQLException {
		this.changes.deleteBlock(block.key());
		this.removed.add(block);
	}

	/**
	 * The transaction failed. Where damage or a conflict may lie in the way of unpacking,
	 * those blocks stay blocks, so that no other change fails because of them.
	 * @param failure why
	 * @return whether unpacking may be to blame
	 */
	boolean failed(SQLException failure) {
		boolean toBlame = !this.unpacked.isEmpty() && SqliteFailures.isOfContent(failure);
		if (toBlame) {
			this.unpacked.forEach(Block::cannotBeUnpacked);
		}
		return toBlame;
	}

	/**
	 * Whether appends shall be packed into blocks.
	 */
	boolean isWorthwhile(List<PendingRecord> appends) {
		return appends.size() >= LEAST_RECORDS && this.blocks.hasRoom() && appends.get(0).size() <= MAX_RECORD_BYTES;
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
				insert(Block.of(List.copyOf(appends.subList(first, i + 1))));
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
