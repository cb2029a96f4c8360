package io.github.robustkafka.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * Transactions in SQLite's own words, on a connection in auto-commit mode. The driver's
 * {@code setAutoCommit(false)} is not used: when SQLite rolls back by itself after an I/O
 * error, the driver does not notice, and commits each later statement alone.
 */
final class Transaction {

	private final PreparedStatement begin;

	private final PreparedStatement commit;

	private final PreparedStatement rollback;

	Transaction(Connection connection) throws SQLException {
		this.begin = connection.prepareStatement("BEGIN IMMEDIATE");
		this.commit = connection.prepareStatement("COMMIT");
		this.rollback = connection.prepareStatement("ROLLBACK");
	}

	/**
	 * Runs the work and commits what it changed.
	 * @param work what to do between begin and commit
	 * @return what the work returned; it is committed
	 * @throws SQLException if the work failed, or the commit, which may then be in the
	 * file or not
	 */
	<T> T run(Work<T> work) throws SQLException {
		this.begin.executeUpdate();
		try {
			T result = work.run();
			this.commit.executeUpdate();
			return result;
		}
		catch (SQLException | RuntimeException | Error ex) {
			rollBack(ex);
			throw ex;
		}
	}

	/**
	 * Fails when SQLite has rolled back by itself, which is as good.
	 */
	private void rollBack(Throwable reason) {
		try {
			this.rollback.executeUpdate();
		}
		catch (SQLException ex) {
			reason.addSuppressed(ex);
		}
	}

	/**
	 * What is done in a transaction.
	 *
	 * @param <T> what comes out of it
	 */
	interface Work<T> {

		T run() throws SQLException;

	}

}
