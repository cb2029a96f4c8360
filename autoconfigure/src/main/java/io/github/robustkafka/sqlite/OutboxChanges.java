package io.github.robustkafka.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import io.github.robustkafka.outbox.OutboxRecord;
import io.github.robustkafka.outbox.PendingRecord;
import io.github.robustkafka.outbox.RecordState;
import io.github.robustkafka.outbox.WriteBatch.Acknowledgement;
import io.github.robustkafka.outbox.WriteBatch.Failure;
import io.github.robustkafka.outbox.WriteBatch.Retry;

/**
 * The changes of a row's life as statements, prepared once for a connection. Each change
 * is one {@code executeBatch}, five times cheaper than {@code executeUpdate} for each
 * row, touches only rows in the expected state, and tells how many it changed.
 */
final class OutboxChanges {

	private static final String APPEND = """
			INSERT INTO outbox (position, state, size, checksum, timestamp, appended_at, partition, record_id, topic,
				context, headers, key, value)
			VALUES (?, 'pending', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";

	private static final String DELETE = "DELETE FROM outbox WHERE position BETWEEN ? AND ? AND state = ?";

	private static final String ACKNOWLEDGE = """
			UPDATE outbox SET state = 'acknowledged', acknowledged_at = ?, acknowledged_partition = ?,
				acknowledged_offset = ?
			WHERE position = ? AND state = 'pending'""";

	private static final String FAIL = """
			UPDATE outbox SET state = 'failed', failed_at = ?, reason = ?
			WHERE position = ? AND state = 'pending'""";

	private static final String RETRY = """
			UPDATE outbox SET position = ?, state = 'pending', appended_at = ?, failed_at = NULL, reason = NULL
			WHERE position = ? AND state = 'failed'""";

	private static final String SIZE = "SELECT size FROM outbox WHERE position = ? AND state = ?";

	private static final String APPEND_BLOCK = """
			INSERT INTO outbox_blocks (first_position, records, appended_at, mark, data) VALUES (?, ?, ?, ?, ?)""";

	private static final String APPEND_DAMAGED = """
			INSERT INTO outbox (position, state, size, checksum, timestamp, appended_at, failed_at, record_id, topic,
				reason, value)
			VALUES (?, 'failed', ?, ?, ?, ?, ?, ?, ?, 'corrupt', ?)""";

	private static final String DELETE_BLOCK = "DELETE FROM outbox_blocks WHERE first_position = ?";

	private static final String REMEMBER_HIGHEST = "UPDATE outbox_highest_position SET position = ?";

	private final PreparedStatement append;

	private final PreparedStatement delete;

	private final PreparedStatement acknowledge;

	private final PreparedStatement fail;

	private final PreparedStatement retry;

	private final PreparedStatement size;

	private final PreparedStatement appendBlock;

	private final PreparedStatement appendDamaged;

	private final PreparedStatement deleteBlock;

	private final PreparedStatement rememberHighest;

	/**
	 * Prepares the statements; they are closed with the connection.
	 */
	OutboxChanges(Connection connection) throws SQLException {
		this.append = connection.prepareStatement(APPEND);
		this.delete = connection.prepareStatement(DELETE);
		this.acknowledge = connection.prepareStatement(ACKNOWLEDGE);
		this.fail = connection.prepareStatement(FAIL);
		this.retry = connection.prepareStatement(RETRY);
		this.size = connection.prepareStatement(SIZE);
		this.appendBlock = connection.prepareStatement(APPEND_BLOCK);
		this.appendDamaged = connection.prepareStatement(APPEND_DAMAGED);
		this.deleteBlock = connection.prepareStatement(DELETE_BLOCK);
		this.rememberHighest = connection.prepareStatement(REMEMBER_HIGHEST);
	}

	int append(List<PendingRecord> appends) throws SQLException {
		for (PendingRecord pending : appends) {
			OutboxRow.bind(this.append, pending);
			this.append.setInt(2, pending.record().size());
			this.append.addBatch();
		}
		return sum(this.append.executeBatch());
	}

	/**
	 * Deletes the rows in the ranges that are in the state.
	 */
	int delete(List<PositionRange> ranges, RecordState state) throws SQLException {
		for (PositionRange range : ranges) {
			this.delete.setLong(1, range.first());
			this.delete.setLong(2, range.last());
			this.delete.setString(3, state.word());
			this.delete.addBatch();
		}
		return sum(this.delete.executeBatch());
	}

	int acknowledge(List<Acknowledgement> acknowledgements, long now) throws SQLException {
		for (Acknowledgement acknowledgement : acknowledgements) {
			this.acknowledge.setLong(1, now);
			this.acknowledge.setInt(2, acknowledgement.partition());
			this.acknowledge.setLong(3, acknowledgement.offset());
			this.acknowledge.setLong(4, acknowledgement.position());
			this.acknowledge.addBatch();
		}
		return sum(this.acknowledge.executeBatch());
	}

	int fail(List<Failure> failures, long now) throws SQLException {
		for (Failure failure : failures) {
			this.fail.setLong(1, now);
			this.fail.setString(2, failure.reason());
			this.fail.setLong(3, failure.position());
			this.fail.addBatch();
		}
		return sum(this.fail.executeBatch());
	}

	/**
	 * Moves failed rows to their new positions, pending since now.
	 * @return for each retry, whether its row was there: 1 or 0
	 */
	int[] retry(List<Retry> retries, long now) throws SQLException {
		for (Retry retry : retries) {
			this.retry.setLong(1, retry.newPosition());
			this.retry.setLong(2, now);
			this.retry.setLong(3, retry.position());
			this.retry.addBatch();
		}
		return this.retry.executeBatch();
	}

	/**
	 * The sizes of the rows at the positions that are in the state, by position.
	 */
	Map<Long, Long> sizes(Collection<Long> positions, RecordState state) throws SQLException {
		Map<Long, Long> sizes = new HashMap<>();
		for (long position : positions) {
			this.size.setLong(1, position);
			this.size.setString(2, state.word());
			try (ResultSet row = this.size.executeQuery()) {
				if (row.next()) {
					sizes.put(position, row.getLong(1));
				}
			}
		}
		return sizes;
	}

	/**
	 * Appends what is left of damaged records as failed rows. Their checksums do not fit,
	 * so that none is ever published, not even when it is retried.
	 */
	void appendDamaged(List<PendingRecord> damaged, long now) throws SQLException {
		for (PendingRecord pending : damaged) {
			OutboxRecord record = pending.record();
			this.appendDamaged.setLong(1, pending.position());
			this.appendDamaged.setInt(2, record.size());
			this.appendDamaged.setInt(3, ~record.checksum());
			this.appendDamaged.setLong(4, record.timestamp());
			this.appendDamaged.setLong(5, pending.appendedAt());
			this.appendDamaged.setLong(6, now);
			this.appendDamaged.setBytes(7, OutboxRow.toBytes(record.recordId()));
			this.appendDamaged.setString(8, record.topic());
			this.appendDamaged.setBytes(9, record.value());
			this.appendDamaged.executeUpdate();
		}
	}

	void appendBlock(Block block, int mark, byte[] data) throws SQLException {
		this.appendBlock.setLong(1, block.firstPosition());
		this.appendBlock.setInt(2, block.records().size());
		this.appendBlock.setLong(3, block.appendedAt());
		this.appendBlock.setInt(4, mark);
		this.appendBlock.setBytes(5, data);
		this.appendBlock.executeUpdate();
	}

	void deleteBlock(long firstPosition) throws SQLException {
		this.deleteBlock.setLong(1, firstPosition);
		this.deleteBlock.executeUpdate();
	}

	void rememberHighest(long position) throws SQLException {
		this.rememberHighest.setLong(1, position);
		this.rememberHighest.executeUpdate();
	}

	private static int sum(int[] changes) {
		return IntStream.of(changes).sum();
	}

}
