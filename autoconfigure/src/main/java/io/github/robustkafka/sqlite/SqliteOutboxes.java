package io.github.robustkafka.sqlite;

import java.io.IOException;
import java.time.Clock;

import io.github.robustkafka.RobustKafkaStartException;

/**
 * What an operator does with an outbox that no application has open.
 */
public final class SqliteOutboxes {

	private SqliteOutboxes() {
	}

	/**
	 * Carries every record that fits its checksum into a new file, which takes the place
	 * of the old one; the old one is kept.
	 * @param settings which file
	 * @return what was saved and what was not
	 * @throws RobustKafkaStartException if the file is in use, or the disk has no room
	 */
	public static SalvageReport salvage(SqliteSettings settings) {
		try (SqliteDatabase database = SqliteDatabase.own(DatabaseKind.OUTBOX, settings)) {
			Salvage.completeInterrupted(database.path());
			Salvage salvage = new Salvage(settings, database.path(), Clock.systemUTC());
			return salvage.complete(salvage.prepare());
		}
		catch (IOException ex) {
			throw new RobustKafkaStartException("The outbox '" + settings.path() + "' cannot be salvaged: " + ex + ".",
					"Make sure that this user may write to the directory, then try again.", ex);
		}
	}

}
