package io.github.robustkafka.sqlite;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.locks.ReentrantLock;

import io.github.robustkafka.outbox.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * The one connection that all threads but the writer's read through, one after the other.
 * Opened when it is first needed, and again after an error. Each reading is short and
 * ends before the next begins: as long as a reader looks at an old state of the file, the
 * write-ahead log cannot be begun anew.
 */
final class SharedReader implements AutoCloseable {

	private final SqliteDatabase database;

	private final Damage damage;

	private final ReentrantLock lock = new ReentrantLock();

	private @Nullable Connection connection;

	private boolean closed;

	SharedReader(SqliteDatabase database, Damage damage) {
		this.database = database;
		this.damage = damage;
	}

	/**
	 * Reads while nobody else does.
	 * @param work what is read, in the form "Reading failed records"
	 * @param reading the reading
	 * @return what was read
	 */
	<T> T read(String work, Reading<T> reading) {
		this.lock.lock();
		try {
			return reading.from(connection());
		}
		catch (SQLException ex) {
			drop();
			if (SqliteFailures.isDamage(ex)) {
				this.damage.foundInIndexes();
			}
			throw SqliteFailures.duringWork(work, this.database.path(), ex,
					"The file is opened anew for the next reading.");
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Keeps readers out and their connection closed while the action runs.
	 */
	<X extends Exception> void whileClosed(Action<X> action) throws X {
		this.lock.lock();
		try {
			drop();
			action.run();
		}
		finally {
			this.lock.unlock();
		}
	}

	private Connection connection() throws SQLException {
		if (this.closed) {
			throw new StoreException("The outbox '" + this.database.path() + "' is closed.", null);
		}
		Connection open = this.connection;
		if (open == null) {
			open = this.database.openReader();
			this.connection = open;
		}
		return open;
	}

	private void drop() {
		Connection open = this.connection;
		this.connection = null;
		try {
			if (open != null) {
				open.close();
			}
		}
		catch (SQLException ex) {
			// It only read.
		}
	}

	@Override
	public void close() {
		whileClosed(() -> this.closed = true);
	}

	/**
	 * A short reading that leaves no statement open.
	 *
	 * @param <T> what is read
	 */
	interface Reading<T> {

		T from(Connection connection) throws SQLException;

	}

	/**
	 * What is done while there is no reader.
	 *
	 * @param <X> how it fails
	 */
	interface Action<X extends Exception> {

		void run() throws X;

	}

}
