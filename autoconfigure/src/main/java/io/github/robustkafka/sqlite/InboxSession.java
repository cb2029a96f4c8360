package io.github.robustkafka.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

import io.github.robustkafka.inbox.InboxEntry;
import io.github.robustkafka.inbox.InboxSize;
import org.jspecify.annotations.Nullable;

/**
 * The connection that changes an inbox, and its statements.
 */
final class InboxSession implements AutoCloseable {

	private static final String INSERT = """
			INSERT INTO inbox (listener, record_id, expires_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING""";

	private static final String EXTEND = """
			UPDATE inbox SET expires_at = max(expires_at, ?3) WHERE listener = ?1 AND record_id = ?2""";

	static final String DELETE_FIRST = """
			DELETE FROM inbox WHERE (listener, record_id) IN (
				SELECT listener, record_id FROM inbox INDEXED BY inbox_expires_at
				WHERE expires_at <= ? ORDER BY expires_at LIMIT ?)
			RETURNING expires_at""";

	private static final String COUNT = "UPDATE inbox_entries SET count = count + ?";

	private static final String ENTRIES = "SELECT count FROM inbox_entries";

	private final Connection connection;

	private final Transaction transaction;

	private final FileShrinker shrinker;

	private final PreparedStatement insert;

	private final PreparedStatement extend;

	private final PreparedStatement deleteFirst;

	private final PreparedStatement count;

	private volatile InboxSize size;

	InboxSession(SqliteDatabase database, Connection connection) throws SQLException {
		this.connection = connection;
		this.transaction = new Transaction(connection);
		this.shrinker = new FileShrinker(connection, database.file(), database.settings());
		this.insert = connection.prepareStatement(INSERT);
		this.extend = connection.prepareStatement(EXTEND);
		this.deleteFirst = connection.prepareStatement(DELETE_FIRST);
		this.count = connection.prepareStatement(COUNT);
		this.size = new InboxSize(SqliteDatabase.number(connection, ENTRIES), 0);
		proveWritable();
	}

	private void proveWritable() throws SQLException {
		this.size = this.transaction.run(() -> changedBy(0));
	}

	void commit(List<InboxEntry> entries) throws SQLException {
		InboxSize changed = this.transaction.run(() -> changedBy(insert(entries)));
		// Committed. Nothing is remembered before.
		this.size = changed;
	}

	/**
	 * Inserts entries, and extends those that are there already, which are few.
	 * @return how many are new
	 */
	private int insert(List<InboxEntry> entries) throws SQLException {
		this.insert.clearBatch();
		for (InboxEntry entry : entries) {
			bind(this.insert, entry);
			this.insert.addBatch();
		}
		int[] inserted = this.insert.executeBatch();
		int added = 0;
		for (int i = 0; i < inserted.length; i++) {
			if (inserted[i] == 0) {
				bind(this.extend, entries.get(i));
				this.extend.executeUpdate();
			}
			added += inserted[i];
		}
		return added;
	}

	private static void bind(PreparedStatement statement, InboxEntry entry) throws SQLException {
		statement.setString(1, entry.listener());
		statement.setString(2, entry.recordId());
		statement.setLong(3, entry.expiresAt());
	}

	/**
	 * Deletes the entries that expire first.
	 * @param expiredAt only those that have expired then
	 * @param limit at most so many
	 */
	Deleted deleteFirst(long expiredAt, int limit) throws SQLException {
		DeletedAndSize done = this.transaction.run(() -> {
			Deleted deleted = delete(expiredAt, limit);
			return new DeletedAndSize(deleted, changedBy(-deleted.count()));
		});
		this.size = done.size();
		return done.deleted();
	}

	private Deleted delete(long expiredAt, int limit) throws SQLException {
		this.deleteFirst.setLong(1, expiredAt);
		this.deleteFirst.setInt(2, limit);
		int count = 0;
		Long last = null;
		try (ResultSet rows = this.deleteFirst.executeQuery()) {
			while (rows.next()) {
				long expiresAt = rows.getLong(1);
				last = (last == null) ? expiresAt : Math.max(last, expiresAt);
				count++;
			}
		}
		return new Deleted(count, last);
	}

	/**
	 * Writes down the new number of entries.
	 */
	private InboxSize changedBy(int entries) throws SQLException {
		this.count.setInt(1, entries);
		this.count.executeUpdate();
		return new InboxSize(this.size.entries() + entries, this.shrinker.measure(0).used());
	}

	/**
	 * Gives some free pages back to the file system if there are many, and keeps the
	 * write-ahead log small.
	 * @return whether more are left
	 */
	boolean shrink() throws SQLException {
		this.shrinker.truncateLargeWal();
		if (!this.shrinker.isWorthwhile(this.shrinker.measure(0))) {
			return false;
		}
		this.shrinker.shrink();
		return true;
	}

	InboxSize size() {
		return this.size;
	}

	@Override
	public void close() throws SQLException {
		this.connection.close();
	}

	/**
	 * How many entries were deleted, and when the last of them expires.
	 */
	record Deleted(int count, @Nullable Long last) {
	}

	private record DeletedAndSize(Deleted deleted, InboxSize size) {
	}

}
