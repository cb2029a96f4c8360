package io.github.robustkafka.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

/**
 * The acknowledged rows in the order in which their retention ends. Remembers when that
 * is for the first of them, and asks the file only then.
 */
final class PurgeQueue {

	static final String FIND = """
			SELECT position, size FROM outbox INDEXED BY outbox_acknowledged
			WHERE state = 'acknowledged' AND acknowledged_at <= ? ORDER BY acknowledged_at LIMIT ?""";

	static final String OLDEST = """
			SELECT coalesce(min(acknowledged_at), -1) FROM outbox INDEXED BY outbox_acknowledged
			WHERE state = 'acknowledged'""";

	/**
	 * At most so many rows, and about so many bytes of them, are purged at a time.
	 */
	private static final int MAX_ROWS = 1000;

	private static final long MAX_BYTES = 8L * 1024 * 1024;

	private final Connection connection;

	private final Damage damage;

	private final long retention;

	/**
	 * When the next retention ends; not known at first.
	 */
	private long dueAt = Long.MIN_VALUE;

	PurgeQueue(Connection connection, Damage damage, Duration retention) {
		this.connection = connection;
		this.damage = damage;
		this.retention = retention.toMillis();
	}

	/**
	 * Rows were acknowledged and kept.
	 * @param at when
	 */
	void acknowledged(long at) {
		this.dueAt = Math.min(this.dueAt, at + this.retention);
	}

	/**
	 * The next rows whose retention is over.
	 * @param now the time
	 * @param crowded whether room is short, so that the oldest go before their time
	 * @return their positions, a bounded number of them
	 */
	Set<Long> next(long now, boolean crowded) throws SQLException {
		if (crowded) {
			return find(Long.MAX_VALUE);
		}
		if (now < this.dueAt) {
			return Set.of();
		}
		Set<Long> positions = find(now - this.retention);
		if (positions.isEmpty()) {
			long oldest = SqliteDatabase.number(this.connection, OLDEST);
			this.dueAt = (oldest >= 0) ? oldest + this.retention : Long.MAX_VALUE;
		}
		return positions;
	}

	private Set<Long> find(long acknowledgedUntil) throws SQLException {
		Set<Long> positions = new TreeSet<>();
		long bytes = 0;
		try (PreparedStatement statement = this.connection.prepareStatement(FIND)) {
			statement.setLong(1, acknowledgedUntil);
			statement.setInt(2, MAX_ROWS);
			try (ResultSet rows = statement.executeQuery()) {
				while (bytes < MAX_BYTES && rows.next()) {
					positions.add(rows.getLong(1));
					bytes += rows.getLong(2);
				}
			}
		}
		positions.removeIf(this.damage::isUntouchable);
		return positions;
	}

}
