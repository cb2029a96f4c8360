package io.github.robustkafka.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Reads all rows of a damaged outbox that can be read, in their order. Where SQLite gives
 * up, each position is tried alone, and after many in vain ever larger steps are taken.
 */
final class RowScan {

	/**
	 * The columns of a row: first those that {@link OutboxRow#read} expects.
	 */
	static final String COLUMNS = OutboxRow.COLUMNS + ", r.size, r.acknowledged_at, r.acknowledged_partition, "
			+ "r.acknowledged_offset, r.failed_at, r.reason";

	private static final String SCAN = "SELECT " + COLUMNS
			+ " FROM outbox AS r NOT INDEXED WHERE r.position > ? ORDER BY r.position";

	private static final String NEXT = "SELECT min(position) FROM outbox NOT INDEXED WHERE position > ";

	private static final String[] HIGHEST = { "SELECT position FROM outbox_highest_position",
			"SELECT max(position) FROM outbox NOT INDEXED",
			"SELECT max(first_position + min(records, 512)) FROM outbox_blocks",
			"SELECT max(position) FROM outbox INDEXED BY outbox_pending WHERE state = 'pending'",
			"SELECT max(position) FROM outbox INDEXED BY outbox_failed WHERE state = 'failed'" };

	/**
	 * So many positions behind each other are tried one by one, before the steps grow.
	 */
	private static final int SINGLE_STEPS = 4096;

	private static final long UNREADABLE = -1;

	private static final long LAST = Long.MAX_VALUE;

	private final Connection connection;

	private final RowVisitor visitor;

	private long last;

	private long lastRead;

	private long unreadable;

	RowScan(Connection connection, RowVisitor visitor) {
		this.connection = connection;
		this.visitor = visitor;
	}

	/**
	 * Reads the rows.
	 * @return at how many positions none could be read
	 */
	long run() throws SQLException {
		long highest = highest();
		long end = Math.max(highest, SINGLE_STEPS);
		while (!scan() && this.last < end) {
			end = Math.max(end, this.lastRead + SINGLE_STEPS);
			skip(end);
		}
		return this.unreadable;
	}

	/**
	 * The highest position ever used, as far as that can still be found out.
	 */
	long highest() {
		long highest = 0;
		for (String query : HIGHEST) {
			try {
				highest = Math.max(highest, SqliteDatabase.number(this.connection, query));
			}
			catch (SQLException ex) {
				// Another one may tell.
			}
		}
		return highest;
	}

	/**
	 * Reads until the end or to where it cannot be read.
	 * @return whether the end was reached
	 */
	private boolean scan() throws SQLException {
		try (PreparedStatement statement = this.connection.prepareStatement(SCAN);
				ResultSet rows = readable(() -> open(statement))) {
			while (readable(rows::next)) {
				this.last = rows.getLong(1);
				this.lastRead = this.last;
				this.visitor.visit(rows);
			}
			return true;
		}
		catch (UnreadableException ex) {
			return false;
		}
	}

	private ResultSet open(PreparedStatement statement) throws SQLException {
		statement.setLong(1, this.last);
		return statement.executeQuery();
	}

	/**
	 * Keeps failures of reading apart from those of the visitor.
	 */
	private static <T> T readable(Reading<T> reading) throws UnreadableException {
		try {
			return reading.read();
		}
		catch (SQLException ex) {
			throw new UnreadableException(ex);
		}
	}

	/**
	 * Goes on behind the row that cannot be read, or if SQLite does not even find that,
	 * to the first position from which it finds a next one.
	 */
	private void skip(long highest) {
		long next = next(this.last);
		if (next != UNREADABLE) {
			this.unreadable++;
			this.last = next;
			return;
		}
		long bad = this.last;
		long step = 1;
		long good = bad + step;
		for (int tried = 1; good < highest && next(good) == UNREADABLE; tried++) {
			bad = good;
			step = (tried > SINGLE_STEPS) ? 2 * step : 1;
			good = Math.min(highest, bad + step);
		}
		while (good - bad > 1) {
			long between = bad + (good - bad) / 2;
			boolean found = next(between) != UNREADABLE;
			bad = found ? bad : between;
			good = found ? between : good;
		}
		this.unreadable += good - this.last;
		this.last = good;
	}

	/**
	 * The position of the first row behind a position.
	 */
	private long next(long position) {
		try {
			long next = SqliteDatabase.number(this.connection, NEXT + position);
			return (next > 0) ? next : LAST;
		}
		catch (SQLException ex) {
			return UNREADABLE;
		}
	}

	private interface Reading<T> {

		T read() throws SQLException;

	}

	/**
	 * Sees one row after the other.
	 */
	interface RowVisitor {

		void visit(ResultSet row) throws SQLException;

	}

	private static final class UnreadableException extends SQLException {

		UnreadableException(SQLException cause) {
			super(cause);
		}

	}

}
