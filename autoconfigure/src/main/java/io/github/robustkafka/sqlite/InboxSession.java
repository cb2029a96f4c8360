package io.github.robustkafka.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

import io.github.robustkafka.inbox.InboxEntry;
import io.github.robustkafka.inbox.InboxSize;

/**
 * The connection that changes an inbox, and its statements.
 */
final class InboxSession implements AutoCloseable {

	private static final String COUNT = "UPDATE inbox_entries SET count = count + ?";

	private static final String ENTRIES = "SELECT count FROM inbox_entries";

	private final Connection connection;

	private final Transaction transaction;

	private final FileShrinker shrinker;

	private final InboxEntries ids;

	private final InboxEntries places;

	private final PreparedStatement count;

	private volatile InboxSize size;

	InboxSession(SqliteDatabase database, Connection connection) throws SQLException {
		this.connection = connection;
		this.transaction = new Transaction(connection);
		this.shrinker = new FileShrinker(connection, database.file(), database.settings());
		this.ids = new InboxIds(connection);
		this.places = new InboxPlaces(connection);
		this.count = connection.prepareStatement(COUNT);
		this.size = new InboxSize(SqliteDatabase.number(connection, ENTRIES), 0);
		proveWritable();
	}

	private void proveWritable() throws SQLException {
		this.size = this.transaction.run(() -> changedBy(0));
	}

	void commit(List<InboxEntry> entries) throws SQLException {
		InboxSize changed = this.transaction
			.run(() -> changedBy(this.ids.insert(entries) + this.places.insert(entries)));
		// Committed. Nothing is remembered before.
		this.size = changed;
	}

	/**
	 * Deletes entries that have expired, of each kind those that expire first.
	 * @param now the time
	 * @param limit about so many at most, of each kind
	 * @return whether there were some
	 */
	boolean purge(long now, int limit) throws SQLException {
		return change(() -> this.ids.deleteFirst(now, limit).and(this.places.deleteFirst(now, limit))).count() > 0;
	}

	/**
	 * Deletes the entries that expire first, of the kind that has the very first.
	 * @param limit about so many at most
	 */
	InboxEntries.Deleted deleteFirst(int limit) throws SQLException {
		return change(() -> {
			Long id = this.ids.firstExpiry();
			Long place = this.places.firstExpiry();
			boolean isId = place == null || (id != null && id <= place);
			return (isId ? this.ids : this.places).deleteFirst(Long.MAX_VALUE, limit);
		});
	}

	private InboxEntries.Deleted change(Transaction.Work<InboxEntries.Deleted> deletion) throws SQLException {
		DeletedAndSize done = this.transaction.run(() -> {
			InboxEntries.Deleted deleted = deletion.run();
			return new DeletedAndSize(deleted, changedBy(-deleted.count()));
		});
		this.size = done.size();
		return done.deleted();
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

	private record DeletedAndSize(InboxEntries.Deleted deleted, InboxSize size) {
	}

}
