package io.github.robustkafka.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import io.github.robustkafka.inbox.InboxEntry;
import io.github.robustkafka.inbox.RecordIdentity;
import org.jspecify.annotations.Nullable;

/**
 * Entries of records with an id: one row each.
 */
final class InboxIds implements InboxEntries {

	private static final String INSERT = """
			INSERT INTO inbox (listener, record_id, expires_at, checksum) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING""";

	private static final String EXTEND = """
			UPDATE inbox SET expires_at = max(expires_at, ?3), checksum = ?4 WHERE listener = ?1 AND record_id = ?2""";

	static final String DELETE_FIRST = """
			DELETE FROM inbox WHERE (listener, record_id) IN (
				SELECT listener, record_id FROM inbox INDEXED BY inbox_expires_at
				WHERE expires_at <= ? ORDER BY expires_at LIMIT ?)
			RETURNING expires_at, 1""";

	private final PreparedStatement insert;

	private final PreparedStatement extend;

	private final PreparedStatement deleteFirst;

	private final PreparedStatement firstExpiry;

	InboxIds(Connection connection) throws SQLException {
		this.insert = connection.prepareStatement(INSERT);
		this.extend = connection.prepareStatement(EXTEND);
		this.deleteFirst = connection.prepareStatement(DELETE_FIRST);
		this.firstExpiry = connection.prepareStatement("SELECT min(expires_at) FROM inbox");
	}

	/**
	 * Inserts entries, and extends those that are there already, which are few.
	 */
	@Override
	public int insert(List<InboxEntry> entries) throws SQLException {
		List<InboxEntry> ours = new ArrayList<>(entries.size());
		this.insert.clearBatch();
		for (InboxEntry entry : entries) {
			if (entry.identity() instanceof RecordIdentity.Id) {
				ours.add(entry);
				bind(this.insert, entry);
				this.insert.addBatch();
			}
		}
		int[] inserted = ours.isEmpty() ? new int[0] : this.insert.executeBatch();
		int added = 0;
		for (int i = 0; i < inserted.length; i++) {
			if (inserted[i] == 0) {
				bind(this.extend, ours.get(i));
				this.extend.executeUpdate();
			}
			added += inserted[i];
		}
		return added;
	}

	private static void bind(PreparedStatement statement, InboxEntry entry) throws SQLException {
		statement.setString(1, entry.listener());
		statement.setString(2, entry.identity().toString());
		statement.setLong(3, entry.expiresAt());
		statement.setInt(4, InboxChecksum.of(entry.listener(), entry.identity()));
	}

	@Override
	public @Nullable Long firstExpiry() throws SQLException {
		return InboxEntries.number(this.firstExpiry);
	}

	@Override
	public Deleted deleteFirst(long expiredAt, int limit) throws SQLException {
		return InboxEntries.delete(this.deleteFirst, expiredAt, limit);
	}

}
