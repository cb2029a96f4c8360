package io.github.robustkafka.sqlite;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

import io.github.robustkafka.outbox.CommitResult;
import io.github.robustkafka.outbox.PendingRecord;
import io.github.robustkafka.outbox.RecordState;
import io.github.robustkafka.outbox.WriteBatch;
import io.github.robustkafka.outbox.WriteBatch.Acknowledgement;
import io.github.robustkafka.outbox.WriteBatch.Failure;
import io.github.robustkafka.outbox.WriteBatch.Retry;

/**
 * A write batch on its way into the file: makes its changes inside a transaction and
 * keeps count of what they mean for the file as a whole. Rows that cannot be read are
 * left out.
 */
final class BatchChange {

	private final OutboxChanges changes;

	private final Damage damage;

	private final WriteBatch batch;

	private final BlockChange blocks;

	private long failedSize;

	private long highestPosition;

	private long highestDeleted;

	/**
	 * Prepares the change.
	 * @param changes the statements
	 * @param damage rows not to touch
	 * @param batch what to change
	 * @param blocks the change of the blocks
	 */
	BatchChange(OutboxChanges changes, Damage damage, WriteBatch batch, BlockChange blocks) {
		this.changes = changes;
		this.damage = damage;
		this.batch = batch;
		this.blocks = blocks;
	}

	/**
	 * Makes the changes. Deletes come first, so that new rows take the pages they free.
	 * @param retain whether acknowledged rows are kept
	 * @param unpack whether blocks may be unpacked, which takes room
	 * @param highestBefore the highest position ever used before this batch
	 * @return how many rows were changed
	 */
	CommitResult make(boolean retain, boolean unpack, long highestBefore) throws SQLException {
		this.highestPosition = highestBefore;
		if (retain && unpack) {
			this.blocks.unpackAll();
		}
		int acknowledged = retain ? acknowledge() : deleteAcknowledged(unpack);
		int failed = fail();
		Set<Long> discarded = discard();
		Set<Long> retried = retry();
		int appended = append(retain);
		long highestGone = Math.max(this.highestDeleted, this.blocks.highestRemoved());
		if (this.highestPosition == highestBefore && highestGone >= highestBefore) {
			this.changes.rememberHighest(highestBefore);
		}
		return new CommitResult(appended, acknowledged, failed, retried, discarded);
	}

	/**
	 * By how many bytes failed records have become more.
	 */
	long failedSize() {
		return this.failedSize + this.blocks.failedSize();
	}

	/**
	 * The highest position ever used, with this batch.
	 */
	long highestPosition() {
		return this.highestPosition;
	}

	/**
	 * The positions of the existing rows that the batch changes.
	 */
	Set<Long> positions() {
		Set<Long> positions = positions(this.batch.acknowledgements(), Acknowledgement::position);
		positions.addAll(positions(this.batch.failures(), Failure::position));
		positions.addAll(positions(this.batch.retries(), Retry::position));
		positions.addAll(this.batch.discards());
		return positions;
	}

	/**
	 * Blocks are left only where they cannot be unpacked; what is in them is not kept.
	 */
	private int acknowledge() throws SQLException {
		List<Acknowledgement> inRows = new ArrayList<>();
		int inBlocks = this.blocks.acknowledge(this.batch.acknowledgements(), inRows);
		this.blocks.deleteDone();
		return inBlocks + this.changes.acknowledge(touchable(inRows, Acknowledgement::position), this.batch.now());
	}

	private int deleteAcknowledged(boolean unpack) throws SQLException {
		List<Acknowledgement> inRows = new ArrayList<>();
		int inBlocks = this.blocks.acknowledge(this.batch.acknowledgements(), inRows);
		this.blocks.deleteDone();
		if (unpack) {
			this.blocks.unpackUnsettled();
		}
		return inBlocks
				+ delete(touchable(inRows, Acknowledgement::position), Acknowledgement::position, RecordState.PENDING);
	}

	private int fail() throws SQLException {
		List<Failure> failures = touchable(this.batch.failures(), Failure::position);
		this.blocks.unpackHolding(positions(failures, Failure::position));
		this.failedSize += sum(this.changes.sizes(positions(failures, Failure::position), RecordState.PENDING));
		List<Failure> inRows = new ArrayList<>();
		int inBlocks = this.blocks.fail(failures, inRows);
		return inBlocks + this.changes.fail(inRows, this.batch.now());
	}

	private Set<Long> discard() throws SQLException {
		List<Long> discards = touchable(this.batch.discards(), Long::longValue);
		Map<Long, Long> sizes = this.changes.sizes(new HashSet<>(discards), RecordState.FAILED);
		this.failedSize -= sum(sizes);
		delete(discards, Long::longValue, RecordState.FAILED);
		return sizes.keySet();
	}

	private Set<Long> retry() throws SQLException {
		List<Retry> retries = touchable(this.batch.retries(), Retry::position);
		this.failedSize -= sum(this.changes.sizes(positions(retries, Retry::position), RecordState.FAILED));
		int[] rows = this.changes.retry(retries, this.batch.now());
		Set<Long> retried = new HashSet<>();
		for (int i = 0; i < rows.length; i++) {
			if (rows[i] == 1) {
				used(retries.get(i).newPosition());
				retried.add(retries.get(i).position());
			}
		}
		return retried;
	}

	private int append(boolean retain) throws SQLException {
		List<PendingRecord> appends = this.batch.appends();
		if (!appends.isEmpty()) {
			used(appends.get(appends.size() - 1).position());
		}
		if (!retain && this.batch.unsettled() > 0 && this.blocks.isWorthwhile(appends)) {
			this.blocks.append(appends, this.batch.unsettled());
			return appends.size();
		}
		return this.changes.append(appends);
	}

	private void used(long position) {
		this.highestPosition = Math.max(this.highestPosition, position);
	}

	private <T> int delete(List<T> changes, ToLongFunction<T> position, RecordState state) throws SQLException {
		List<PositionRange> ranges = PositionRange.covering(changes.stream().mapToLong(position));
		if (!ranges.isEmpty()) {
			this.highestDeleted = Math.max(this.highestDeleted, ranges.get(ranges.size() - 1).last());
		}
		return this.changes.delete(ranges, state);
	}

	private static long sum(Map<Long, Long> sizes) {
		return sizes.values().stream().mapToLong(Long::longValue).sum();
	}

	private <T> List<T> touchable(List<T> changes, ToLongFunction<T> position) {
		if (!this.damage.isFound()) {
			return changes;
		}
		return changes.stream().filter((change) -> !this.damage.isUntouchable(position.applyAsLong(change))).toList();
	}

	private static <T> Set<Long> positions(Collection<T> changes, ToLongFunction<T> position) {
		return changes.stream().map(position::applyAsLong).collect(Collectors.toCollection(HashSet::new));
	}

}
