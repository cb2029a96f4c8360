package io.github.robustkafka.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import io.github.robustkafka.outbox.CommitResult;
import io.github.robustkafka.outbox.PendingRecord;
import io.github.robustkafka.outbox.RecordState;
import io.github.robustkafka.outbox.StoreSize;
import io.github.robustkafka.outbox.StoredRecord;
import io.github.robustkafka.outbox.WriteBatch;
import org.jspecify.annotations.Nullable;

/**
 * The writer's connection, and what is remembered of the file while it is open. After an
 * error it is thrown away as a whole; the next one learns all from the file again.
 */
final class WriteSession implements AutoCloseable {

	static final String FIND_BY_RECORD_ID = """
			SELECT position, state, acknowledged_partition, acknowledged_offset, reason
			FROM outbox INDEXED BY outbox_record_id WHERE record_id = ?""";

	private static final String CONTENT = "SELECT " + OutboxRow.COLUMNS + " FROM outbox AS r WHERE r.position = ?";

	static final String FIND_APPENDED = "SELECT position FROM outbox WHERE position BETWEEN ? AND ? ORDER BY position";

	private static final String HIGHEST_POSITION = """
			SELECT max(position, coalesce((SELECT max(position) FROM outbox), 0)) FROM outbox_highest_position""";

	private static final String FAILED_SIZE = """
			SELECT coalesce(sum(size), 0) FROM outbox INDEXED BY outbox_failed WHERE state = 'failed'""";

	/**
	 * After so many milliseconds without a commit the outbox is idle.
	 */
	private static final long IDLE = 1000;

	private final SqliteSettings settings;

	private final Damage damage;

	private final Blocks blocks;

	private final Connection connection;

	private final Transaction transaction;

	private final OutboxChanges changes;

	private final FileShrinker shrinker;

	private final PurgeQueue purgeQueue;

	private final OutboxQueries queries;

	private final DamageRepair repair;

	private final PreparedStatement findByRecordId;

	private final PreparedStatement readContent;

	private volatile long highestPosition;

	private volatile StoreSize size;

	/**
	 * The existing rows that the last transaction was to change, if it failed.
	 */
	private Set<Long> suspects = Set.of();

	private long committedAt;

	private boolean settled;

	/**
	 * Begins the session.
	 * @param database where the connection comes from
	 * @param connection the open connection
	 * @param damage rows not to touch
	 * @param blocks the blocks in the file
	 * @param check whether to look for damage first
	 */
	WriteSession(SqliteDatabase database, Connection connection, Damage damage, Blocks blocks, boolean check)
			throws SQLException {
		this.settings = database.settings();
		this.damage = damage;
		this.blocks = blocks;
		this.connection = connection;
		this.transaction = new Transaction(connection);
		this.changes = new OutboxChanges(connection);
		this.shrinker = new FileShrinker(connection, database.file(), this.settings);
		this.findByRecordId = connection.prepareStatement(FIND_BY_RECORD_ID);
		this.readContent = connection.prepareStatement(CONTENT);
		this.purgeQueue = new PurgeQueue(connection, damage, this.settings.retention());
		this.queries = new OutboxQueries(damage);
		this.repair = new DamageRepair(connection, this.transaction, damage, database.path());
		if (check) {
			this.repair.checkSmallFile(this.shrinker.measure(0).used());
		}
		this.highestPosition = SqliteDatabase.number(connection, HIGHEST_POSITION);
		this.size = this.shrinker.measure(failedSize());
		readBlocks();
	}

	private void readBlocks() throws SQLException {
		BlockReading reading = new BlockReading(this.connection).readAll();
		this.blocks.foundInFile(reading).forEach(this.damage::foundIn);
		reading.unreadable().forEach(this.damage::foundUnreadableBlock);
		for (Block block : this.blocks.all()) {
			this.highestPosition = Math.max(this.highestPosition, block.lastPosition());
		}
	}

	private long failedSize() throws SQLException {
		try {
			return SqliteDatabase.number(this.connection, FAILED_SIZE);
		}
		catch (SQLException ex) {
			SqliteFailures.requireDamage(ex);
			this.repair.rebuildIndexes();
			return SqliteDatabase.number(this.connection, FAILED_SIZE);
		}
	}

	/**
	 * Commits a batch.
	 * @param batch the changes
	 * @param unpack whether there is room to unpack blocks
	 * @return how many records were changed
	 */
	CommitResult commit(WriteBatch batch, boolean unpack) throws SQLException {
		BlockChange blockChange = new BlockChange(this.blocks, this.changes, batch.now());
		BatchChange change = new BatchChange(this.changes, this.damage, batch, blockChange);
		this.suspects = Set.of();
		try {
			Committed committed = this.transaction.run(() -> {
				CommitResult result = change.make(this.settings.retains(), unpack, this.highestPosition);
				return new Committed(result, this.shrinker.measure(this.size.failed() + change.failedSize()));
			});
			// Committed. Nothing is remembered before.
			blockChange.committed();
			this.highestPosition = change.highestPosition();
			this.size = committed.size();
			this.committedAt = batch.now();
			this.settled = false;
			if (this.settings.retains() && committed.result().acknowledged() > 0) {
				this.purgeQueue.acknowledged(batch.now());
			}
			return committed.result();
		}
		catch (SQLException ex) {
			// Of what a block may have to do with, no row is to blame.
			this.suspects = blockChange.failed(ex) ? Set.of() : change.positions();
			throw ex;
		}
	}

	private record Committed(CommitResult result, StoreSize size) {
	}

	/**
	 * The existing rows that the last transaction was to change, if it failed.
	 */
	Set<Long> suspects() {
		return this.suspects;
	}

	/**
	 * Repairs the file after a transaction came upon damage.
	 * @param suspects the rows that it was to change
	 */
	void repair(Set<Long> suspects) throws SQLException {
		this.repair.afterFailure(suspects);
		this.size = this.shrinker.measure(failedSize());
	}

	long highestPosition() {
		return this.highestPosition;
	}

	StoreSize size() {
		return this.size;
	}

	Optional<StoredRecord> findByRecordId(UUID recordId) throws SQLException {
		PendingRecord packed = this.blocks.find(recordId);
		if (packed != null) {
			return Optional.of(new StoredRecord(packed.position(), RecordState.PENDING,
					packed.record().contentChecksum(), null, null, null));
		}
		this.findByRecordId.setBytes(1, OutboxRow.toBytes(recordId));
		try (ResultSet row = this.findByRecordId.executeQuery()) {
			return row.next() ? Optional.of(readStored(row)) : Optional.empty();
		}
	}

	private StoredRecord readStored(ResultSet row) throws SQLException {
		long position = row.getLong(1);
		int partition = row.getInt(3);
		Integer acknowledgedPartition = row.wasNull() ? null : partition;
		long offset = row.getLong(4);
		Long acknowledgedOffset = row.wasNull() ? null : offset;
		return new StoredRecord(position, RecordState.ofWord(row.getString(2)), contentAt(position),
				acknowledgedPartition, acknowledgedOffset, row.getString(5));
	}

	private @Nullable Integer contentAt(long position) throws SQLException {
		this.readContent.setLong(1, position);
		try (ResultSet row = this.readContent.executeQuery()) {
			PendingRecord found = row.next() ? OutboxRow.read(row) : null;
			return (found != null) ? (Integer) found.record().contentChecksum() : null;
		}
		catch (SQLException ex) {
			if (!SqliteFailures.isDamage(ex)) {
				throw ex;
			}
			return null;
		}
	}

	List<Long> findAppended(long firstPosition, long lastPosition) throws SQLException {
		List<Long> found = new ArrayList<>(this.blocks.positions(firstPosition, lastPosition));
		try (PreparedStatement statement = this.connection.prepareStatement(FIND_APPENDED)) {
			statement.setLong(1, firstPosition);
			statement.setLong(2, lastPosition);
			try (ResultSet rows = statement.executeQuery()) {
				while (rows.next()) {
					found.add(rows.getLong(1));
				}
			}
		}
		Collections.sort(found);
		return found;
	}

	/**
	 * Does a bounded piece of housekeeping. If nothing is to be done, asks the file
	 * nothing. Damage does not fence the outbox here; it only ends the housekeeping.
	 * @param now the time
	 * @param unpack whether there is room to unpack blocks
	 * @return whether more is left to do
	 */
	boolean maintain(long now, boolean unpack) throws SQLException {
		if (this.damage.isInIndexes()) {
			this.repair.rebuildIndexes();
			this.size = this.shrinker.measure(failedSize());
		}
		try {
			boolean more = (unpack && unpackOld(now)) | purge(now) | shrink();
			settle(now);
			return more || this.damage.isInIndexes();
		}
		catch (SQLException ex) {
			SqliteFailures.requireDamage(ex);
			this.damage.foundInIndexes();
			return false;
		}
	}

	/**
	 * Gives rows to records that are in blocks for too long.
	 * @return whether more is left to do
	 */
	private boolean unpackOld(long now) throws SQLException {
		return !this.blocks.isEmpty() && change(now, BlockChange::unpackOld);
	}

	/**
	 * Gives rows to all records that are in blocks, so that everybody can read them.
	 */
	void unpackAll(long now) throws SQLException {
		if (!this.blocks.isEmpty()) {
			change(now, (blockChange) -> {
				blockChange.deleteDone();
				blockChange.unpackAll();
				return false;
			});
		}
	}

	private boolean change(long now, Unpacking unpacking) throws SQLException {
		BlockChange change = new BlockChange(this.blocks, this.changes, now);
		try {
			Unpacked unpacked = this.transaction.run(() -> {
				boolean more = unpacking.unpack(change);
				if (change.highestRemoved() >= this.highestPosition) {
					this.changes.rememberHighest(this.highestPosition);
				}
				return new Unpacked(more, this.shrinker.measure(this.size.failed() + change.failedSize()));
			});
			change.committed();
			this.size = unpacked.size();
			return unpacked.more();
		}
		catch (SQLException ex) {
			change.failed(ex);
			throw ex;
		}
	}

	private record Unpacked(boolean more, StoreSize size) {
	}

	/**
	 * Deletes acknowledged rows whose retention is over, or whose room is needed.
	 * @return whether more are left
	 */
	private boolean purge(long now) throws SQLException {
		Set<Long> positions = this.purgeQueue.next(now, isCrowded());
		if (positions.isEmpty()) {
			return false;
		}
		this.suspects = positions;
		this.size = this.transaction.run(() -> {
			List<PositionRange> ranges = PositionRange.covering(positions.stream().mapToLong(Long::longValue));
			if (positions.contains(this.highestPosition)) {
				this.changes.rememberHighest(this.highestPosition);
			}
			this.changes.delete(ranges, RecordState.ACKNOWLEDGED);
			return this.shrinker.measure(this.size.failed());
		});
		this.suspects = Set.of();
		return !this.purgeQueue.next(now, isCrowded()).isEmpty();
	}

	/**
	 * Whether acknowledged rows are about to take the room of appends.
	 */
	private boolean isCrowded() {
		return this.settings.retains()
				&& this.size.used() - this.size.failed() > this.settings.maxSize() - this.settings.maxSize() / 8;
	}

	/**
	 * Makes the file smaller if it is worthwhile; a damaged one is not rearranged.
	 * @return whether more is left
	 */
	private boolean shrink() throws SQLException {
		if (this.damage.isFound() || !this.shrinker.isWorthwhile(this.size)) {
			return false;
		}
		this.shrinker.shrink();
		this.size = this.shrinker.measure(this.size.failed());
		return this.shrinker.isWorthwhile(this.size);
	}

	/**
	 * What is done once when the outbox has become idle.
	 */
	private void settle(long now) throws SQLException {
		if (!this.settled && now - this.committedAt >= IDLE) {
			this.settled = true;
			this.shrinker.truncateLargeWal();
			this.repair.findLost(this.queries);
		}
	}

	private interface Unpacking {

		boolean unpack(BlockChange change) throws SQLException;

	}

	@Override
	public void close() throws SQLException {
		this.connection.close();
	}

}
