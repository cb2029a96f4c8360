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
	 * The version of the outbox's schema.
	 */
	static final int VERSION = 2;

	private final DatabaseKind kind;

	private final Path file;

	SqliteSchema(DatabaseKind kind, Path file) {
		this.kind = kind;
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
		if (!empty && !tables.contains(this.kind.word())) {
			throw foreign(tables);
		}
		if (found > this.kind.schemaVersion()) {
			throw newer(found);
		}
		return !empty && found == this.kind.schemaVersion();
	}

	/**
	 * Brings the file up to date.
	 * @param connection a connection to the file that may write
	 */
	void migrate(Connection connection) throws SQLException {
		SchemaMigration.migrate(this.kind, this.file);
		// Last, so that a migration that was cut short is taken up again.
		SqliteDatabase.execute(connection, "PRAGMA user_version = " + this.kind.schemaVersion());
	}

	/**
	 * Refuses a file whose tables or indexes are not defined as the scripts define them.
	 * @param connection a connection to the file
	 */
	void requireDefinitions(Connection connection) throws SQLException {
		long found = definitions(connection);
		if (found != this.kind.definitions()) {
			throw new RobustKafkaStartException(
					"The tables of the " + this.kind.word() + " '" + this.file + "' are not those of schema version "
							+ this.kind.schemaVersion() + ": the checksum of their definitions is " + found + ", not "
							+ this.kind.definitions() + ".",
					"Undo what was changed in them by hand. If nothing was, the file is damaged: keep a copy of it, move "
							+ "it away, and start with a new " + this.kind.word() + ".");
		}
	}

	private long definitions(Connection connection) throws SQLException {
		CRC32 crc = new CRC32();
		try (Statement statement = connection.createStatement();
				ResultSet rows = statement.executeQuery("SELECT sql FROM sqlite_schema WHERE type IN ('table', 'index')"
						+ " AND name LIKE '" + this.kind.word() + "%' ORDER BY name")) {
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
				"'" + this.file + "' is a database of something else: it has no table '" + this.kind.word() + "', but "
						+ tables + ".",
				"Set '" + this.kind.pathKey() + "' to a file of its own. Nothing was changed in this one.");
	}

	private RobustKafkaStartException newer(long found) {
		return new RobustKafkaStartException(
				"The " + this.kind.word() + " '" + this.file + "' has schema version " + found
						+ ", this version of Robust Kafka knows " + this.kind.schemaVersion() + " and older.",
				"Use the newer version of Robust Kafka that wrote the file"
						+ ((this.kind == DatabaseKind.OUTBOX)
								? ", at least until it has published all that is pending in it; then move the file away"
								: ", or move the file away, at the price of duplicates")
						+ ". Nothing was changed in it.");
	}

}
