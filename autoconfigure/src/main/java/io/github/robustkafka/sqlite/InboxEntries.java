package io.github.robustkafka.sqlite;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

import io.github.robustkafka.inbox.InboxEntry;
import org.jspecify.annotations.Nullable;

/**
 * How one kind of entries is changed, within somebody else's transaction.
 */
interface InboxEntries {

	/**
	 * Adds those entries that are of this kind. Of an entry that is there already, the
	 * later expiry counts.
	 * @return how many are new
	 */
	int insert(List<InboxEntry> entries) throws SQLException;

	/**
	 * When the first entry expires.
	 * @return milliseconds since the epoch, or null if there is no entry
	 */
	@Nullable Long firstExpiry() throws SQLException;

	/**
	 * Deletes the entries that expire first.
	 * @param expiredAt only those that have expired then
	 * @param limit about so many at most
	 */
	Deleted deleteFirst(long expiredAt, int limit) throws SQLException;

	/**
	 * Runs a statement that deletes rows and returns the expiry of each, and how many
	 * entries it held.
	 */
	static Deleted delete(PreparedStatement statement, long expiredAt, int rows) throws SQLException {
		statement.setLong(1, expiredAt);
		statement.setInt(2, rows);
		int count = 0;
		Long last = null;
		try (ResultSet deleted = statement.executeQuery()) {
			while (deleted.next()) {
				long expiresAt = deleted.getLong(1);
				last = (last == null) ? expiresAt : Math.max(last, expiresAt);
				count += deleted.getInt(2);
			}
		}
		return new Deleted(count, last);
	}

	static @Nullable Long number(PreparedStatement query) throws SQLException {
		try (ResultSet row = query.executeQuery()) {
			long number = row.next() ? row.getLong(1) : 0;
			return (row.getRow() == 0 || row.wasNull()) ? null : number;
		}
	}

	/**
	 * How many entries were deleted, and when the last of them was to expire.
	 */
	record Deleted(int count, @Nullable Long last) {

		Deleted and(Deleted other) {
			boolean isLater = this.last == null || (other.last != null && other.last > this.last);
			return new Deleted(this.count + other.count, isLater ? other.last : this.last);
		}

	}

}
