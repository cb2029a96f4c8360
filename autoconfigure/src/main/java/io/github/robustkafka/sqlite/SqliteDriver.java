package io.github.robustkafka.sqlite;

import io.github.robustkafka.RobustKafkaStartException;
import org.sqlite.SQLiteJDBCLoader;

/**
 * SQLite's native library, which its JDBC driver brings along and unpacks.
 */
public final class SqliteDriver {

	private SqliteDriver() {
	}

	/**
	 * Loads the library, once in a process. May be called by any thread.
	 * @throws RobustKafkaStartException if it cannot be loaded
	 */
	public static void load() {
		try {
			SQLiteJDBCLoader.initialize();
		}
		catch (Exception | LinkageError ex) {
			throw new RobustKafkaStartException(
					"SQLite's native library cannot be loaded (" + ex.getClass().getSimpleName() + ").",
					"The driver unpacks it to the temporary directory ('" + System.getProperty("java.io.tmpdir")
							+ "'). Where that must not hold executable code, name a directory that may with "
							+ "'-Dorg.sqlite.tmpdir=<directory>'.",
					ex);
		}
	}

}
