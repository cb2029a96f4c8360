package io.github.robustkafka.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

import io.github.robustkafka.RobustKafkaStartException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteOpenMode;

/**
 * Opens connections to the database file and makes sure that each is what was asked for.
 * <p>
 * All changes and all checkpoints go through one connection. That also keeps out of reach
 * the bug of SQLite before 3.51.3 that loses commits when another connection checkpoints
 * at the same time, so older versions are not warned of: readers neither write nor
 * checkpoint.
 */
final class SqliteDatabase implements AutoCloseable {

	/**
	 * How long SQLite itself waits for a lock, in milliseconds. Nobody but us writes, and
	 * readers do not block us, so this is only for a {@code sqlite3} that somebody
	 * forgot.
	 */
	private static final int BUSY_TIMEOUT = 250;

	private static final boolean MAC = System.getProperty("os.name", "").startsWith("Mac");

	private final DatabaseKind kind;

	private final SqliteSettings settings;

	private final DatabaseFile file;

	private SqliteDatabase(DatabaseKind kind, SqliteSettings settings, DatabaseFile file) {
		this.kind = kind;
		this.settings = settings;
		this.file = file;
	}

	/**
	 * Takes possession of the file. It is not opened yet.
	 * @param kind what the file is for
	 * @param settings which file, and how to treat it
	 * @return the database, to be closed when it is no longer used
	 */
	static SqliteDatabase own(DatabaseKind kind, SqliteSettings settings) {
		SqliteDriver.load();
		return new SqliteDatabase(kind, settings, DatabaseFile.own(kind, settings.path()));
	}

	/**
	 * The database that takes the place of this one, whose file was moved away. It has
	 * the same owner; only one of them is to be closed.
	 */
	SqliteDatabase renewed() {
		return new SqliteDatabase(this.kind, this.settings, this.file.renewed());
	}

	Path path() {
		return this.file.path();
	}

	SqliteSettings settings() {
		return this.settings;
	}

	DatabaseFile file() {
		return this.file;
	}

	/**
	 * Opens the connection that writes and checkpoints, brings the schema up to date.
	 * @return a connection in auto-commit mode
	 * @throws SQLException if SQLite cannot open the file
	 * @throws RobustKafkaStartException if the file or the connection is not what it must
	 * be
	 */
	Connection openWriter() throws SQLException {
		Connection connection = connect();
		try {
			SqliteSchema schema = new SqliteSchema(this.kind, path());
			boolean current = schema.isCurrent(connection);
			if (!current) {
				prepareNewFile(connection);
			}
			prepareWriter(connection);
			if (!current) {
				schema.migrate(connection);
			}
			schema.requireDefinitions(connection);
			requireWritable(connection);
			return connection;
		}
		catch (SQLException | RuntimeException ex) {
			closeQuietly(connection, ex);
			throw ex;
		}
	}

	/**
	 * Opens a connection that only reads.
	 * @return a connection in auto-commit mode
	 * @throws SQLException if SQLite cannot open the file
	 */
	Connection openReader() throws SQLException {
		Connection connection = connect();
		try {
			execute(connection, "PRAGMA query_only = ON");
			execute(connection, "PRAGMA wal_autocheckpoint = 0");
			harden(connection);
			return connection;
		}
		catch (SQLException ex) {
			closeQuietly(connection, ex);
			throw ex;
		}
	}

	private Connection connect() throws SQLException {
		return connect(path());
	}

	/**
	 * Opens a connection as SQLite has it by default, but one that waits for no lock
	 * long.
	 */
	static Connection connect(Path file) throws SQLException {
		SQLiteConfig config = new SQLiteConfig();
		config.resetOpenMode(SQLiteOpenMode.CREATE);
		config.setBusyTimeout(BUSY_TIMEOUT);
		return config.createConnection("jdbc:sqlite:" + file);
	}

	/**
	 * These take effect before the file becomes a WAL file and has tables.
	 */
	private void prepareNewFile(Connection connection) throws SQLException {
		execute(connection, "PRAGMA page_size = " + this.kind.pageSize());
		execute(connection, "PRAGMA auto_vacuum = INCREMENTAL");
	}

	private void prepareWriter(Connection connection) throws SQLException {
		execute(connection, "PRAGMA journal_mode = WAL");
		require(connection, "journal_mode", "wal");
		Durability durability = this.settings.durability();
		execute(connection, "PRAGMA synchronous = " + durability.synchronous());
		require(connection, "synchronous", Integer.toString(durability.synchronousNumber()));
		if (MAC) {
			requireFullFsync(connection);
		}
		execute(connection, "PRAGMA cache_size = -" + this.kind.cacheKilobytes());
		// journal_size_limit stays unset: overwriting the log is cheaper than appending.
		// They cost a fifth of a row, and what we write fits them.
		execute(connection, "PRAGMA ignore_check_constraints = ON");
		execute(connection, "PRAGMA wal_autocheckpoint = " + this.settings.walSize() / this.kind.pageSize());
		harden(connection);
	}

	/**
	 * What fsync does on macOS leaves the data in the disk's own cache.
	 */
	private void requireFullFsync(Connection connection) throws SQLException {
		String on = (this.settings.durability() == Durability.POWER_LOSS) ? "1" : "0";
		execute(connection, "PRAGMA fullfsync = " + on);
		execute(connection, "PRAGMA checkpoint_fullfsync = " + on);
		require(connection, "fullfsync", on);
		require(connection, "checkpoint_fullfsync", on);
	}

	private void harden(Connection connection) throws SQLException {
		execute(connection, "PRAGMA temp_store = MEMORY");
		execute(connection, "PRAGMA mmap_size = 0");
		execute(connection, "PRAGMA trusted_schema = OFF");
		execute(connection, "PRAGMA cell_size_check = ON");
	}

	private void require(Connection connection, String pragma, String expected) throws SQLException {
		String found = text(connection, "PRAGMA " + pragma);
		if (!expected.equals(found)) {
			throw new RobustKafkaStartException(
					"The " + this.kind.word() + " '" + path() + "' cannot be made durable: SQLite's '" + pragma
							+ "' is '" + found + "', not '" + expected + "'.",
					"Set '" + this.kind.pathKey()
							+ "' to a file on a local disk, where SQLite's write-ahead log works.");
		}
	}

	/**
	 * SQLite opens a file that it must not write for reading, without a word.
	 */
	private static void requireWritable(Connection connection) throws SQLException {
		execute(connection, "BEGIN IMMEDIATE");
		execute(connection, "ROLLBACK");
	}

	/**
	 * Copies the whole write-ahead log into the database, makes both durable and cuts the
	 * log.
	 * @param connection the connection that writes
	 * @return whether that was possible; a reader of another program may stand in the way
	 */
	static boolean checkpoint(Connection connection) throws SQLException {
		return number(connection, "PRAGMA wal_checkpoint(TRUNCATE)") == 0;
	}

	static void execute(Connection connection, String sql) throws SQLException {
		try (Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
	}

	static long number(Connection connection, String sql) throws SQLException {
		try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(sql)) {
			return rows.next() ? rows.getLong(1) : 0;
		}
	}

	static String text(Connection connection, String sql) throws SQLException {
		try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(sql)) {
			return rows.next() ? String.valueOf(rows.getString(1)) : "";
		}
	}

	static void closeQuietly(AutoCloseable connection, Throwable reason) {
		try {
			connection.close();
		}
		catch (Exception ex) {
			reason.addSuppressed(ex);
		}
	}

	/**
	 * Gives up the ownership of the file.
	 */
	@Override
	public void close() {
		this.file.close();
	}

}
