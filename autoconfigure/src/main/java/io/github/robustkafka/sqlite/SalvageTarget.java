package io.github.robustkafka.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

import io.github.robustkafka.outbox.PendingRecord;
import io.github.robustkafka.outbox.RecordState;

/**
 * The new file of a salvage: takes the rows that fit their checksums, each as it was, and
 * counts.
 */
final class SalvageTarget {

	/**
	 * A row may have been found twice, by a page that is older than its neighbours.
	 */
	private static final String CARRY = """
			INSERT OR IGNORE INTO outbox (position, state, checksum, timestamp, appended_at, partition, record_id, topic,
				context, headers, key, value, size, acknowledged_at, acknowledged_partition, acknowledged_offset,
				failed_at, reason)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";

	private static final int STATE = 2;

	private static final int SIZE = 13;

	private static final int COLUMNS = 18;

	private static final int ROWS_OF_A_COMMIT = 1000;

	private final Connection connection;

	private final PreparedStatement carry;

	private long pending;

	private long acknowledged;

	private long failed;

	private long damaged;

	private long highest;

	private int uncommitted;

	SalvageTarget(Connection connection) throws SQLException {
		this.connection = connection;
		this.carry = connection.prepareStatement(CARRY);
		SqliteDatabase.execute(connection, "BEGIN IMMEDIATE");
	}

	void add(ResultSet row) throws SQLException {
		this.highest = Math.max(this.highest, row.getLong(1));
		if (OutboxRow.read(row) == null) {
			this.damaged++;
			return;
		}
		String state = knownState(row.getString(STATE));
		for (int column = 1; column <= COLUMNS; column++) {
			Object value = row.getObject(column);
			this.carry.setObject(column, value);
		}
		this.carry.setString(STATE, state);
		count(state, this.carry.executeUpdate());
	}

	void add(Block block) throws SQLException {
		this.highest = Math.max(this.highest, block.lastPosition());
		this.damaged += block.damaged().size();
		for (PendingRecord pending : block.pending()) {
			this.carry.clearParameters();
			OutboxRow.bind(this.carry, pending);
			this.carry.setString(STATE, RecordState.PENDING.word());
			this.carry.setInt(SIZE, pending.record().size());
			count(RecordState.PENDING.word(), this.carry.executeUpdate());
		}
	}

	/**
	 * A record of which it is not known whether it was published is published: twice is
	 * better than never.
	 */
	private static String knownState(String state) {
		boolean known = RecordState.ACKNOWLEDGED.word().equals(state) || RecordState.FAILED.word().equals(state);
		return known ? state : RecordState.PENDING.word();
	}

	private void count(String state, int rows) throws SQLException {
		if (RecordState.PENDING.word().equals(state)) {
			this.pending += rows;
		}
		else if (RecordState.FAILED.word().equals(state)) {
			this.failed += rows;
		}
		else {
			this.acknowledged += rows;
		}
		if (++this.uncommitted >= ROWS_OF_A_COMMIT) {
			this.uncommitted = 0;
			SqliteDatabase.execute(this.connection, "COMMIT");
			SqliteDatabase.execute(this.connection, "BEGIN IMMEDIATE");
		}
	}

	/**
	 * Commits all, for good.
	 * @param highestPosition the highest position ever used
	 */
	void finish(long highestPosition) throws SQLException {
		SqliteDatabase.execute(this.connection,
				"UPDATE outbox_highest_position SET position = " + Math.max(this.highest, highestPosition));
		SqliteDatabase.execute(this.connection, "COMMIT");
		if (!SqliteDatabase.checkpoint(this.connection)) {
			throw new SQLException("Another program reads the new file");
		}
	}

	SalvageReport report(long unreadable, int damagedFrames) {
		return new SalvageReport(this.pending, this.acknowledged, this.failed, this.damaged, unreadable, damagedFrames,
				null);
	}

}
