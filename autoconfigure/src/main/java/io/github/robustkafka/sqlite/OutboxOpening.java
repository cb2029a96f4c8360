package io.github.robustkafka.sqlite;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;

import io.github.robustkafka.RobustKafkaStartException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the outbox, and does with a damaged one what the settings say. Ends the salvage
 * that an earlier process was killed in.
 */
final class OutboxOpening {

	private static final Logger logger = LoggerFactory.getLogger(OutboxOpening.class);

	private final SqliteSettings settings;

	private final Opener opener;

	OutboxOpening(SqliteSettings settings, Opener opener) {
		this.settings = settings;
		this.opener = opener;
	}

	SqliteOutboxStore open() {
		SqliteDatabase database = SqliteDatabase.own(DatabaseKind.OUTBOX, this.settings);
		try {
			if (Salvage.completeInterrupted(database.path())) {
				logger.warn("The salvage of the outbox '{}', which was interrupted, is complete", database.path());
				return this.opener.open(database.renewed(), null);
			}
			return openOrSalvage(database);
		}
		catch (IOException ex) {
			database.close();
			throw new RobustKafkaStartException("The salvage of the outbox '" + database.path()
					+ "', which was interrupted, cannot be completed: " + ex + ".",
					"Make sure that this user may write to the directory, then start again.", ex);
		}
		catch (SQLException ex) {
			database.close();
			throw SqliteFailures.duringOpen(DatabaseKind.OUTBOX, database.path(), ex);
		}
		catch (RuntimeException | Error ex) {
			database.close();
			throw ex;
		}
	}

	private SqliteOutboxStore openOrSalvage(SqliteDatabase database) throws SQLException {
		try {
			return this.opener.open(database, null);
		}
		catch (SQLException | OutboxDamagedException ex) {
			if (!isDamage(ex)) {
				throw ex;
			}
			if (this.settings.onDamage() == OnDamage.SET_ASIDE) {
				SalvageReport report = salvage(database, ex);
				return this.opener.open(database.renewed(), report);
			}
			if (ex instanceof SQLException failure && SqliteFailures.isDamage(failure)) {
				throw new OutboxDamagedException("The outbox '" + database.path() + "' cannot be opened: "
						+ SqliteFailures.describe(failure) + ".", failure);
			}
			throw ex;
		}
	}

	private SalvageReport salvage(SqliteDatabase database, Exception damage) throws SQLException {
		Salvage salvage = new Salvage(this.settings, database.path(), Clock.systemUTC());
		SalvageReport prepared = salvage.prepare();
		if (prepared.saved() == 0 && damage instanceof SQLException ex && !SqliteFailures.isDamage(ex)) {
			// No database, and no record in it: it may never have been an outbox.
			salvage.discardQuietly(ex);
			throw ex;
		}
		SalvageReport report = salvage.complete(prepared);
		logger.warn("The outbox '{}' was damaged ({}). {}", database.path(), damage.getMessage(), report.describe());
		return report;
	}

	private static boolean isDamage(Exception failure) {
		return !(failure instanceof SQLException ex) || SqliteFailures.isDamagedOrForeign(ex);
	}

	/**
	 * Opens a store.
	 */
	interface Opener {

		SqliteOutboxStore open(SqliteDatabase database, @Nullable SalvageReport salvaged) throws SQLException;

	}

}
