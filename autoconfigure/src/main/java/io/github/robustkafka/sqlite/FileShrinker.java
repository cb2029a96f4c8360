package io.github.robustkafka.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Knows how many pages the file has and gives free ones back to the file system, a
 * bounded number at a time. In steady load nothing is given back: new rows take the pages
 * of deleted ones.
 */
final class FileShrinker {

	/**
	 * How many pages one step gives back at most.
	 */
	private static final int STEP = 256;

	private final Connection connection;

	private final DatabaseFile file;

	private final SqliteSettings settings;

	private final long pageSize;

	private final PreparedStatement pageCount;

	private final PreparedStatement freePageCount;

	FileShrinker(Connection connection, DatabaseFile file, SqliteSettings settings) throws SQLException {
		this.connection = connection;
		this.file = file;
		this.settings = settings;
		this.pageSize = SqliteDatabase.number(connection, "PRAGMA page_size");
		this.pageCount = connection.prepareStatement("PRAGMA page_count");
		this.freePageCount = connection.prepareStatement("PRAGMA freelist_count");
	}

	/**
	 * The bytes of the file, as the current transaction sees it.
	 */
	long fileSize() throws SQLException {
		return number(this.pageCount) * this.pageSize;
	}

	/**
	 * The bytes of the free pages in it.
	 */
	long freeSize() throws SQLException {
		return number(this.freePageCount) * this.pageSize;
	}

	/**
	 * Gives free pages back if there are many. The checkpoint is what cuts the file; one
	 * for each step, so that none has much to cut.
	 * @return whether more is left to do
	 */
	boolean shrink() throws SQLException {
		if (!isWorthwhile()) {
			return false;
		}
		vacuumStep();
		SqliteDatabase.execute(this.connection, "PRAGMA wal_checkpoint(PASSIVE)");
		return isWorthwhile();
	}

	private boolean isWorthwhile() throws SQLException {
		long free = freeSize();
		return free > this.settings.freeSize() && free > fileSize() / 4;
	}

	/**
	 * The pragma makes its way page by page as it is stepped through, which of the
	 * driver's methods only {@code executeUpdate} with the text does.
	 */
	private void vacuumStep() throws SQLException {
		try (Statement statement = this.connection.createStatement()) {
			statement.executeUpdate("PRAGMA incremental_vacuum(" + STEP + ")");
		}
	}

	/**
	 * Cuts the write-ahead log if something, such as a reader that stayed for long, has
	 * let it grow. Otherwise it keeps its size, as overwriting it is cheaper than
	 * appending.
	 */
	void truncateLargeWal() throws SQLException {
		if (this.file.walSize() > 4 * this.settings.walSize()) {
			SqliteDatabase.checkpoint(this.connection);
		}
	}

	private static long number(PreparedStatement pragma) throws SQLException {
		try (ResultSet row = pragma.executeQuery()) {
			return row.next() ? row.getLong(1) : 0;
		}
	}

}
