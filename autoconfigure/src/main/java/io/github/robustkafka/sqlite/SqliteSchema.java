package io.github.robustkafka.sqlite;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

import io.github.robustkafka.RobustKafkaStartException;

/**
 * Which schema a file has, by SQLite's {@code user_version}, and whether it is ours at
 * all. A file that is up to date is not shown to Flyway, which would cost a third of a
 * second.
 */
final class SqliteSchema {

	/**
	 * The schema that this code reads and writes: the number of the last migration
	 * script.
	 */
	static final int VERSION = 1;

	/**
	 * CRC-32 over the definitions of our tables and indexes in that schema, so that
	 * damage to them, or a change by hand, is noticed.
	 */
	private static final long DEFINITIONS = 1556335717L;

	private final Path file;

	SqliteSchema(Path file) {
		this.file = file;
	}

	/**
	 * Refuses a file that is not ours or that is of a later version. Changes nothing.
	 * @param connection a connection to the file
	 * @return whether the file has the current schema
	 */
	boolean isCurrent(Connection connection) throws SQLException {
		long found = SqliteDatabase.number(connection, "PRAGMA user_version");
		List<String> tables = tables(connection);
		boolean empty = tables.isEmpty();
		if (!empty && !tables.contains("outbox")) {
			throw foreign(tables);
		}
		if (found > VERSION) {
			throw newer(found);
		}
		return !empty && found == VERSION;
	}

	/**
	 * Brings the file up to date.
	 * @param connection a connection to the file that may write
	 */
	void migrate(Connection connection) throws SQLException {
		SchemaMigration.migrate(this.file);
		// Last, so that a migration that was cut short is taken up again.
		SqliteDatabase.execute(connection, "PRAGMA user_version = " + VERSION);
	}

	/**
	 * Refuses a file whose tables or indexes are not defined as the scripts define them.
	 * @param connection a connection to the file
	 */
	void requireDefinitions(Connection connection) throws SQLException {
		long found = definitions(connection);
		if (found != DEFINITIONS) {
			throw new RobustKafkaStartException(
					"The tables of the outbox '" + this.file + "' are not those of schema version " + VERSION
							+ ": the checksum of their definitions is " + found + ", not " + DEFINITIONS + ".",
					"Undo what was changed in them by hand. If nothing was, the file is damaged: keep a copy of it, move "
							+ "it away, and start with a new outbox.");
		}
	}

	static long definitions(Connection connection) throws SQLException {
		CRC32 crc = new CRC32();
		try (Statement statement = connection.createStatement();
				ResultSet rows = statement.executeQuery("SELECT sql FROM sqlite_schema WHERE type IN ('table', 'index')"
						+ " AND name LIKE 'outbox%' ORDER BY name")) {
			while (rows.next()) {
				String definition = String.valueOf(rows.getString(1)).replaceAll("\\s+", " ");
				crc.update(definition.getBytes(StandardCharsets.UTF_8));
			}
		}
		return crc.getValue();
	}

	/**
	 * All tables but SQLite's own and Flyway's, which is there before ours.
	 */
	private static List<String> tables(Connection connection) throws SQLException {
		List<String> names = new ArrayList<>();
		try (Statement statement = connection.createStatement();
				ResultSet rows = statement.executeQuery("SELECT name FROM sqlite_schema WHERE type = 'table'"
						+ " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name <> '" + SchemaMigration.HISTORY
						+ "'")) {
			while (rows.next()) {
				names.add(rows.getString(1));
			}
		}
		return names;
	}

	private RobustKafkaStartException foreign(List<String> tables) {
		return new RobustKafkaStartException(
				"'" + this.file + "' is a database of something else: it has no table 'outbox', but " + tables + ".",
				"Set 'robust.kafka.outbox.path' to a file of its own. Nothing was changed in this one.");
	}

	private RobustKafkaStartException newer(long found) {
		return new RobustKafkaStartException(
				"The outbox '" + this.file + "' has schema version " + found + ", this version of Robust Kafka knows "
						+ VERSION + " and older.",
				"Use the newer version of Robust Kafka that wrote the file, at least until it has published all that "
						+ "is pending in it; then move the file away. Nothing was changed in it.");
	}

}
