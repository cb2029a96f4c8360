package io.github.robustkafka.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a damaged file usable as far as it can be: indexes are built anew from the rows,
 * and rows that cannot be read or changed are named, so that no change touches them.
 * Damage that stays is not an error here; it is met again where it matters.
 */
final class DamageRepair {

	private static final Logger logger = LoggerFactory.getLogger(DamageRepair.class);

	/**
	 * Up to so many bytes in use, a file is checked as a whole when it is opened, which
	 * takes at most a third of a second. Most are that small when an application starts.
	 */
	private static final long CHECK_SIZE = 16L * 1024 * 1024;

	/**
	 * A row with a damaged state is in no index and would never be seen again.
	 */
	private static final String SET_ASIDE_UNKNOWN_STATES = """
			UPDATE outbox NOT INDEXED
			SET state = 'failed', failed_at = CAST(unixepoch('subsec') * 1000 AS INTEGER), reason = 'corrupt'
			WHERE state NOT IN ('pending', 'acknowledged', 'failed')""";

	private static final String HAS_PENDING = """
			SELECT EXISTS (SELECT 1 FROM outbox INDEXED BY outbox_pending WHERE state = 'pending')""";

	private final Connection connection;

	private final Transaction transaction;

	private final Damage damage;

	private final Path file;

	/**
	 * Prepares repairs.
	 * @param connection the connection that writes
	 * @param transaction its transaction
	 * @param damage where to tell what is found
	 * @param file the file, for its name
	 */
	DamageRepair(Connection connection, Transaction transaction, Damage damage, Path file) {
		this.connection = connection;
		this.transaction = transaction;
		this.damage = damage;
		this.file = file;
	}

	/**
	 * Checks a file that was just opened, unless it is large, and repairs it.
	 * @param size bytes in use
	 */
	void checkSmallFile(long size) throws SQLException {
		if (size > CHECK_SIZE || findDamage() == null) {
			return;
		}
		rebuildIndexes();
		String damage = findDamage();
		if (damage != null) {
			logger
				.error("The outbox '{}' has damaged rows, some of which may be lost; all others are sent. What SQLite "
						+ "says: {}", this.file, damage);
		}
	}

	private @Nullable String findDamage() throws SQLException {
		try (Statement statement = this.connection.createStatement()) {
			statement.execute("PRAGMA ignore_check_constraints = OFF");
			try (ResultSet rows = statement.executeQuery("PRAGMA integrity_check(1)")) {
				String found = rows.next() ? rows.getString(1) : "";
				return "ok".equals(found) ? null : found;
			}
			finally {
				statement.execute("PRAGMA ignore_check_constraints = ON");
			}
		}
		catch (SQLException ex) {
			SqliteFailures.requireDamage(ex);
			return String.valueOf(ex.getMessage());
		}
	}

	/**
	 * Repairs the file after a transaction came upon damage.
	 * @param suspects positions of the rows that it was to change
	 */
	void afterFailure(Set<Long> suspects) throws SQLException {
		boolean rebuilt = this.damage.wereIndexesRebuilt();
		if (!rebuilt) {
			rebuildIndexes();
		}
		Set<Long> touched = new TreeSet<>(suspects);
		touched.removeIf(this.damage::isUntouchable);
		Set<Long> culprits = new TreeSet<>();
		for (long position : touched) {
			if (!canBeReadAndDeleted(position)) {
				culprits.add(position);
			}
		}
		// Rows may be harmless one by one, but not together.
		Set<Long> untouchable = (rebuilt && culprits.isEmpty()) ? touched : culprits;
		untouchable.forEach(this.damage::foundUntouchable);
	}

	/**
	 * Tries it, and rolls it back. Each row with statements of its own, as one that met
	 * damage is of no more use.
	 */
	private boolean canBeReadAndDeleted(long position) throws SQLException {
		SqliteDatabase.execute(this.connection, "BEGIN IMMEDIATE");
		try (PreparedStatement read = this.connection.prepareStatement("SELECT * FROM outbox WHERE position = ?");
				PreparedStatement delete = this.connection.prepareStatement("DELETE FROM outbox WHERE position = ?")) {
			read.setLong(1, position);
			read.executeQuery().close();
			delete.setLong(1, position);
			delete.executeUpdate();
			return true;
		}
		catch (SQLException ex) {
			SqliteFailures.requireDamage(ex);
			return false;
		}
		finally {
			SqliteDatabase.execute(this.connection, "ROLLBACK");
		}
	}

	/**
	 * Looks for pending records that the relay cannot reach: the index has some, but its
	 * order is so damaged that looking for them by topic finds none.
	 * @param queries the queries of the relay
	 */
	void findLost(OutboxQueries queries) throws SQLException {
		if (!this.damage.isFound() && SqliteDatabase.number(this.connection, HAS_PENDING) == 1
				&& queries.findPendingTopics(this.connection, 0).isEmpty()) {
			this.damage.foundInIndexes();
		}
	}

	/**
	 * Builds all indexes anew from the rows.
	 */
	void rebuildIndexes() throws SQLException {
		logger.error("The outbox '{}' is damaged. Its indexes are built anew from its rows, which takes a while if "
				+ "there are many", this.file);
		this.damage.found();
		try {
			this.transaction.run(() -> {
				SqliteDatabase.execute(this.connection, "REINDEX outbox");
				SqliteDatabase.execute(this.connection, SET_ASIDE_UNKNOWN_STATES);
				return true;
			});
			this.damage.indexesWereRebuilt(true);
			logger.warn("The indexes of the outbox '{}' were built anew", this.file);
		}
		catch (SQLException ex) {
			SqliteFailures.requireDamage(ex);
			this.damage.indexesWereRebuilt(false);
			logger.error("The indexes of the outbox '{}' cannot be built anew, rows are damaged too. What can be read "
					+ "is still sent", this.file, ex);
		}
	}

}
