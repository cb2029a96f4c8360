package io.github.robustkafka.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * The one connection that all threads ask an inbox through, one after the other. Each
 * question is a walk down one tree, and ends before the next begins.
 */
final class InboxReader implements AutoCloseable {

	static final String FIND = "SELECT 1 FROM inbox WHERE listener = ? AND record_id = ? AND expires_at > ?";

	private final Connection connection;

	private final PreparedStatement find;

	private final ReentrantLock lock = new ReentrantLock();

	private boolean closed;

	/**
	 * A statement that failed is of no more use, and says something else the next time.
	 */
	private @Nullable SQLException failure;

	InboxReader(Connection connection) throws SQLException {
		this.connection = connection;
		this.find = connection.prepareStatement(FIND);
	}

	/**
	 * Whether there is an entry that has not expired; false after the inbox was closed.
	 */
	boolean contains(String listener, String recordId, long now) throws SQLException {
		this.lock.lock();
		try {
			if (this.closed) {
				return false;
			}
			if (this.failure != null) {
				throw this.failure;
			}
			return find(listener, recordId, now);
		}
		catch (SQLException ex) {
			this.failure = ex;
			throw ex;
		}
		finally {
			this.lock.unlock();
		}
	}

	private boolean find(String listener, String recordId, long now) throws SQLException {
		this.find.setString(1, listener);
		this.find.setString(2, recordId);
		this.find.setLong(3, now);
		try (ResultSet row = this.find.executeQuery()) {
			return row.next();
		}
	}

	@Override
	public void close() throws SQLException {
		this.lock.lock();
		try {
			this.closed = true;
			this.connection.close();
		}
		finally {
			this.lock.unlock();
		}
	}

}
