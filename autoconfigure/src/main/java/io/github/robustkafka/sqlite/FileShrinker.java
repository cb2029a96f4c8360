package io.github.robustkafka.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

import io.github.robustkafka.outbox.StoreSize;

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
	 * The size of the file, as the current transaction sees it. Takes a few microseconds.
	 * @param failedSize bytes of the failed records in it
	 */
	StoreSize measure(long failedSize) throws SQLException {
		long file = number(this.pageCount) * this.pageSize;
		long free = number(this.freePageCount) * this.pageSize;
		return new StoreSize(file - free, failedSize, file);
	}

	/**
	 * Whether there are so many free pages that some should be given back.
	 */
	boolean isWorthwhile(StoreSize size) {
		long free = size.file() - size.used();
		return free > this.settings.freeSize() && free > size.file() / 4;
	}

	/**
	 * Gives free pages back. The checkpoint is what cuts the file; one for each step, so
	 * that none has much to cut.
	 */
	void shrink() throws SQLException {
		vacuumStep();
		SqliteDatabase.execute(this.connection, "PRAGMA wal_checkpoint(PASSIVE)");
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
