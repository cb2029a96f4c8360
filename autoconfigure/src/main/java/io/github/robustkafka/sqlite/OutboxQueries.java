package io.github.robustkafka.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import io.github.robustkafka.KeyHash;
import io.github.robustkafka.outbox.FailedRecord;
import io.github.robustkafka.outbox.OutboxRecord;
import io.github.robustkafka.outbox.PendingRecord;
import io.github.robustkafka.outbox.TopicBacklog;
import org.jspecify.annotations.Nullable;

/**
 * The questions that any thread may ask. Each names the index that must answer it, so
 * that none ever turns into a walk through all rows. Statements are prepared anew each
 * time: none stays open by mistake and keeps the write-ahead log from being reused.
 */
final class OutboxQueries {

	/**
	 * Jumps from topic to topic in the index, then to the first position in each.
	 */
	static final String TOPICS = """
			WITH RECURSIVE topics (topic) AS (
				SELECT min(topic) FROM outbox INDEXED BY outbox_pending WHERE state = 'pending'
				UNION ALL
				SELECT (SELECT min(topic) FROM outbox INDEXED BY outbox_pending
					WHERE state = 'pending' AND topic > topics.topic)
				FROM topics WHERE topics.topic IS NOT NULL)
			SELECT oldest.topic, oldest.position, oldest.appended_at
			FROM topics CROSS JOIN outbox AS oldest INDEXED BY outbox_pending
			WHERE oldest.state = 'pending' AND oldest.topic = topics.topic AND oldest.position = (
				SELECT min(position) FROM outbox INDEXED BY outbox_pending
				WHERE state = 'pending' AND topic = topics.topic AND position > ?)""";

	static final String OLDEST_OF_TOPIC = """
			SELECT topic, position, appended_at FROM outbox INDEXED BY outbox_pending
			WHERE state = 'pending' AND topic = ? AND position > ? ORDER BY position LIMIT 1""";

	static final String COUNT_PENDING = """
			SELECT count(*) FROM outbox INDEXED BY outbox_pending WHERE state = 'pending'""";

	static final String COUNT_FAILED = """
			SELECT count(*) FROM outbox INDEXED BY outbox_failed WHERE state = 'failed'""";

	private static final String FAILED_COLUMNS = """
			SELECT position, record_id, topic, partition, size, reason, appended_at, failed_at""";

	private static final String FAILED_PAGE = """
			FROM outbox INDEXED BY outbox_failed WHERE state = 'failed' AND position > ? ORDER BY position LIMIT ?""";

	static final String FAILED = FAILED_COLUMNS + ", key " + FAILED_PAGE;

	/**
	 * For rows whose key cannot be read. Small columns stand before it.
	 */
	static final String FAILED_WITHOUT_KEYS = FAILED_COLUMNS + ", NULL " + FAILED_PAGE;

	static final String FAILED_POSITION = """
			SELECT position FROM outbox INDEXED BY outbox_record_id WHERE record_id = ? AND state = 'failed'""";

	static final String FAILED_CONTENT = "SELECT " + OutboxRow.COLUMNS
			+ " FROM outbox AS r WHERE r.position = ? AND r.state = 'failed'";

	private final Damage damage;

	OutboxQueries(Damage damage) {
		this.damage = damage;
	}

	List<TopicBacklog> findPendingTopics(Connection connection, long afterPosition) throws SQLException {
		List<TopicBacklog> found = new ArrayList<>();
		try (PreparedStatement statement = connection.prepareStatement(TOPICS)) {
			statement.setLong(1, afterPosition);
			try (ResultSet rows = statement.executeQuery()) {
				while (rows.next()) {
					found.add(readTopic(rows));
				}
			}
		}
		List<TopicBacklog> topics = new ArrayList<>();
		for (TopicBacklog topic : found) {
			TopicBacklog readable = skipUntouchable(connection, topic);
			if (readable != null) {
				topics.add(readable);
			}
		}
		return topics;
	}

	private @Nullable TopicBacklog skipUntouchable(Connection connection, TopicBacklog topic) throws SQLException {
		TopicBacklog oldest = topic;
		while (oldest != null && this.damage.isUntouchable(oldest.oldestPosition())) {
			oldest = findOldest(connection, oldest.topic(), oldest.oldestPosition());
		}
		return oldest;
	}

	private static @Nullable TopicBacklog findOldest(Connection connection, String topic, long afterPosition)
			throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(OLDEST_OF_TOPIC)) {
			statement.setString(1, topic);
			statement.setLong(2, afterPosition);
			try (ResultSet rows = statement.executeQuery()) {
				return rows.next() ? readTopic(rows) : null;
			}
		}
	}

	private static TopicBacklog readTopic(ResultSet rows) throws SQLException {
		return new TopicBacklog(rows.getString(1), rows.getLong(2), rows.getLong(3));
	}

	long countPending(Connection connection) throws SQLException {
		return SqliteDatabase.number(connection, COUNT_PENDING);
	}

	long countFailed(Connection connection) throws SQLException {
		return SqliteDatabase.number(connection, COUNT_FAILED);
	}

	List<FailedRecord> findFailed(Connection connection, long afterPosition, int limit) throws SQLException {
		try {
			return findFailed(connection, FAILED, afterPosition, limit);
		}
		catch (SQLException ex) {
			SqliteFailures.requireDamage(ex);
			return findFailed(connection, FAILED_WITHOUT_KEYS, afterPosition, limit);
		}
	}

	private static List<FailedRecord> findFailed(Connection connection, String sql, long afterPosition, int limit)
			throws SQLException {
		List<FailedRecord> found = new ArrayList<>();
		try (PreparedStatement statement = connection.prepareStatement(sql)) {
			statement.setLong(1, afterPosition);
			statement.setInt(2, limit);
			try (ResultSet rows = statement.executeQuery()) {
				while (rows.next()) {
					found.add(readFailed(rows));
				}
			}
		}
		return found;
	}

	Optional<FailedRecord> findFailed(Connection connection, UUID recordId) throws SQLException {
		long position;
		try (PreparedStatement statement = connection.prepareStatement(FAILED_POSITION)) {
			statement.setBytes(1, OutboxRow.toBytes(recordId));
			try (ResultSet rows = statement.executeQuery()) {
				if (!rows.next()) {
					return Optional.empty();
				}
				position = rows.getLong(1);
			}
		}
		return findFailed(connection, position - 1, 1).stream()
			.filter((record) -> record.position() == position)
			.findFirst();
	}

	Optional<OutboxRecord> readFailed(Connection connection, long position) throws SQLException {
		try (PreparedStatement statement = connection.prepareStatement(FAILED_CONTENT)) {
			statement.setLong(1, position);
			try (ResultSet rows = statement.executeQuery()) {
				return Optional.ofNullable(rows.next() ? OutboxRow.read(rows) : null).map(PendingRecord::record);
			}
		}
		catch (SQLException ex) {
			SqliteFailures.requireDamage(ex);
			return Optional.empty();
		}
	}

	private static FailedRecord readFailed(ResultSet rows) throws SQLException {
		int partition = rows.getInt(4);
		boolean partitioned = !rows.wasNull();
		return new FailedRecord(rows.getLong(1), OutboxRow.toUuid(rows.getBytes(2)), rows.getString(3),
				partitioned ? partition : null, KeyHash.of(rows.getBytes(9)), rows.getInt(5), rows.getString(6),
				Instant.ofEpochMilli(rows.getLong(7)), Instant.ofEpochMilli(rows.getLong(8)));
	}

}
