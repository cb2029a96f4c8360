package io.github.robustkafka.sqlite;

import java.nio.file.Path;
import java.util.List;

import io.github.robustkafka.RobustKafkaStartException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteOpenMode;

/**
 * Runs the migration scripts: by a Flyway of our own, over connections of its own, with a
 * history table of its own. The application's Flyway and {@code DataSource} are not
 * involved. A class by itself, so that nothing of Flyway is loaded unless it is needed.
 */
final class SchemaMigration {

	/**
	 * Flyway's table of the scripts that were run.
	 */
	static final String HISTORY = "robust_kafka_schema_history";

	private SchemaMigration() {
	}

	static void migrate(DatabaseKind kind, Path file) {
		SQLiteConfig config = new SQLiteConfig();
		config.resetOpenMode(SQLiteOpenMode.CREATE);
		SQLiteDataSource dataSource = new SQLiteDataSource(config);
		dataSource.setUrl("jdbc:sqlite:" + file);
		try {
			// No loggers(...): Flyway keeps them in a static field, shared with the
			// application's Flyway.
			Flyway.configure(SchemaMigration.class.getClassLoader())
				.dataSource(dataSource)
				.locations(kind.scripts())
				.javaMigrationClassProvider(List::of)
				.table(HISTORY)
				.load()
				.migrate();
		}
		catch (FlywayException ex) {
			throw new RobustKafkaStartException(
					"The tables of the " + kind.word() + " '" + file + "' cannot be created or brought up to date: "
							+ ex.getMessage(),
					"Make sure that there is room on the disk and that no other program has the file open, then start "
							+ "again.",
					ex);
		}
	}

}
