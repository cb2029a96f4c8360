package io.github.robustkafka.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

import io.github.robustkafka.outbox.CommitResult;
import io.github.robustkafka.outbox.RecordState;
import io.github.robustkafka.outbox.StoreSize;
import io.github.robustkafka.outbox.StoredRecord;
import io.github.robustkafka.outbox.WriteBatch;

/**
 * The writer's connection, and what is remembered of the file while it is open. After an
 * error it is thrown away as a whole; the next one learns all from the file again.
 */
final class WriteSession implements AutoCloseable {

	static final String FIND_BY_RECORD_ID = """
			SELECT position, state, checksum, acknowledged_partition, acknowledged_offset, reason
			FROM outbox INDEXED BY outbox_record_id WHERE record_id = ?""";

	static final String FIND_APPENDED = "SELECT position FROM outbox WHERE position BETWEEN ? AND ? ORDER BY position";

	static final String FIND_PURGEABLE = """
			SELECT position, size FROM outbox INDEXED BY outbox_acknowledged
			WHERE state = 'acknowledged' AND acknowledged_at <= ? ORDER BY acknowledged_at LIMIT ?""";

	private static final String HIGHEST_POSITION = """
			SELECT max(position, coalesce((SELECT max(position) FROM outbox), 0)) FROM outbox_highest_position""";

	private static final String FAILED_SIZE = """
			SELECT coalesce(sum(size), 0) FROM outbox INDEXED BY outbox_failed WHERE state = 'failed'""";

	/**
	 * At most so many rows, and about so many bytes of them, are purged at a time.
	 */
	private static final int PURGE_ROWS = 1000;

	private static final long PURGE_BYTES = 8L * 1024 * 1024;

	private final SqliteSettings settings;

	private final Damage damage;

	private final Connection connection;

	private final Transaction transaction;

	private final OutboxChanges changes;

	private final FileShrinker shrinker;

	private final OutboxQueries queries;

	private final DamageRepair repair;

	private final PreparedStatement findByRecordId;

	private volatile long highestPosition;

	private volatile StoreSize size;

	/**
	 * The existing rows that the last transaction was to change, if it failed.
	 */
	private Set<Long> suspects = Set.of();

	/**
	 * Whether nothing was committed since the last housekeeping.
	 */
	private boolean idle;

	/**
	 * Begins the session.
	 * @param database where the connection comes from
	 * @param connection the open connection
	 * @param damage rows not to touch
	 * @param check whether to look for damage first
	 */
	WriteSession(SqliteDatabase database, Connection connection, Damage damage, boolean check) throws SQLException {
		this.settings = database.settings();
		this.damage = damage;
		this.connection = connection;
		this.transaction = new Transaction(connection);
		this.changes = new OutboxChanges(connection);
		this.shrinker = new FileShrinker(connection, database.file(), this.settings);
		this.findByRecordId = connection.prepareStatement(FIND_BY_RECORD_ID);
		this.queries = new OutboxQueries(damage);
		this.repair = new DamageRepair(connection, this.transaction, damage, database.path());
		if (check) {
			this.repair.checkSmallFile(this.shrinker.fileSize() - this.shrinker.freeSize());
		}
		this.highestPosition = SqliteDatabase.number(connection, HIGHEST_POSITION);
		this.size = measure(failedSize());
	}

	private long failedSize() throws SQLException {
		try {
			return SqliteDatabase.number(this.connection, FAILED_SIZE);
		}
		catch (SQLException ex) {
			if (!SqliteFailures.isDamage(ex)) {
				throw ex;
			}
			this.repair.rebuildIndexes();
			return SqliteDatabase.number(this.connection, FAILED_SIZE);
		}
	}

	CommitResult commit(WriteBatch batch) throws SQLException {
		this.idle = false;
		BatchChange change = new BatchChange(this.changes, this.damage, batch);
		this.suspects = Set.of();
		try {
			Committed committed = this.transaction.run(() -> {
				CommitResult result = change.make(this.settings.retains(), this.highestPosition);
				return new Committed(result, measure(this.size.failed() + change.failedSize()));
			});
			// Committed. Nothing is remembered before.
			this.highestPosition = change.highestPosition();
			this.size = committed.size();
			return committed.result();
		}
		catch (SQLException ex) {
			this.suspects = change.positions();
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
		this.size = measure(failedSize());
	}

	private StoreSize measure(long failedSize) throws SQLException {
		long fileSize = this.shrinker.fileSize();
		return new StoreSize(fileSize - this.shrinker.freeSize(), failedSize, fileSize);
	}

	long highestPosition() {
		return this.highestPosition;
	}

	StoreSize size() {
		return this.size;
	}

	Optional<StoredRecord> findByRecordId(UUID recordId) throws SQLException {
		this.findByRecordId.setBytes(1, OutboxRow.toBytes(recordId));
		try (ResultSet row = this.findByRecordId.executeQuery()) {
			return row.next() ? Optional.of(readStored(row)) : Optional.empty();
		}
	}

	private static StoredRecord readStored(ResultSet row) throws SQLException {
		int partition = row.getInt(4);
		Integer acknowledgedPartition = row.wasNull() ? null : partition;
		long offset = row.getLong(5);
		Long acknowledgedOffset = row.wasNull() ? null : offset;
		return new StoredRecord(row.getLong(1), RecordState.ofWord(row.getString(2)), row.getInt(3),
				acknowledgedPartition, acknowledgedOffset, row.getString(6));
	}

	List<Long> findAppended(long firstPosition, long lastPosition) throws SQLException {
		List<Long> found = new ArrayList<>();
		try (PreparedStatement statement = this.connection.prepareStatement(FIND_APPENDED)) {
			statement.setLong(1, firstPosition);
			statement.setLong(2, lastPosition);
			try (ResultSet rows = statement.executeQuery()) {
				while (rows.next()) {
					found.add(rows.getLong(1));
				}
			}
		}
		return found;
	}

	/**
	 * Does a bounded piece of housekeeping. Damage does not fence the outbox here; it
	 * only ends the housekeeping.
	 * @return whether more is left to do
	 */
	boolean maintain(long now) throws SQLException {
		if (this.damage.isInIndexes()) {
			this.repair.rebuildIndexes();
			this.size = measure(failedSize());
		}
		try {
			return tidy(now) || this.damage.isInIndexes();
		}
		catch (SQLException ex) {
			if (!SqliteFailures.isDamage(ex)) {
				throw ex;
			}
			this.damage.foundInIndexes();
			return false;
		}
	}

	private boolean tidy(long now) throws SQLException {
		boolean more = purge(now - this.settings.retention().toMillis());
		// A damaged file is not rearranged.
		more |= !this.damage.isFound() && this.shrinker.shrink();
		this.size = measure(this.size.failed());
		if (this.idle) {
			this.shrinker.truncateLargeWal();
			this.repair.findLost(this.queries);
		}
		this.idle = true;
		return more;
	}

	/**
	 * Deletes rows that were acknowledged at that time or before.
	 * @return whether more are left
	 */
	private boolean purge(long acknowledgedUntil) throws SQLException {
		Set<Long> positions = findPurgeable(acknowledgedUntil);
		if (positions.isEmpty()) {
			return false;
		}
		this.suspects = positions;
		this.transaction.run(() -> {
			List<PositionRange> ranges = PositionRange.covering(positions.stream().mapToLong(Long::longValue));
			if (positions.contains(this.highestPosition)) {
				this.changes.rememberHighest(this.highestPosition);
			}
			return this.changes.delete(ranges, RecordState.ACKNOWLEDGED);
		});
		this.suspects = Set.of();
		return !findPurgeable(acknowledgedUntil).isEmpty();
	}

	private Set<Long> findPurgeable(long acknowledgedUntil) throws SQLException {
		Set<Long> positions = new TreeSet<>();
		long bytes = 0;
		try (PreparedStatement statement = this.connection.prepareStatement(FIND_PURGEABLE)) {
			statement.setLong(1, acknowledgedUntil);
			statement.setInt(2, PURGE_ROWS);
			try (ResultSet rows = statement.executeQuery()) {
				while (bytes < PURGE_BYTES && rows.next()) {
					positions.add(rows.getLong(1));
					bytes += rows.getLong(2);
				}
			}
		}
		positions.removeIf(this.damage::isUntouchable);
		return positions;
	}

	@Override
	public void close() throws SQLException {
		this.connection.close();
	}

}
