package io.github.robustkafka.sqlite;

import java.nio.ByteBuffer;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.UUID;

import io.github.robustkafka.outbox.OutboxHeaders;
import io.github.robustkafka.outbox.OutboxRecord;
import io.github.robustkafka.outbox.PendingRecord;
import org.jspecify.annotations.Nullable;

/**
 * Turns rows into records, and records into rows.
 */
final class OutboxRow {

	/**
	 * What {@link #read} expects, for a query that calls the table {@code r}.
	 */
	static final String COLUMNS = "r.position, r.state, r.checksum, r.timestamp, r.appended_at, r.partition, "
			+ "r.record_id, r.topic, r.context, r.headers, r.key, r.value";

	private static final int RECORD_ID_LENGTH = 16;

	private OutboxRow() {
	}

	/**
	 * The record in the row, checked against the row's checksum.
	 * @param row a row with {@link #COLUMNS}
	 * @return the record, or null if what is in the row is not what was appended
	 * @throws SQLException if SQLite cannot read the row
	 */
	static @Nullable PendingRecord read(ResultSet row) throws SQLException {
		byte[] recordId = row.getBytes(7);
		String topic = row.getString(8);
		if (recordId == null || recordId.length != RECORD_ID_LENGTH || topic == null) {
			return null;
		}
		OutboxRecord record = new OutboxRecord(toUuid(recordId), topic, partition(row), row.getBytes(11),
				row.getBytes(12), headers(row), row.getLong(4), row.getString(9));
		if (record.checksum() != row.getInt(3) || !isDecodable(record.headers())) {
			return null;
		}
		return new PendingRecord(row.getLong(1), row.getLong(5), record);
	}

	/**
	 * Sets a record as the parameters of a statement. All are in the places of
	 * {@link #COLUMNS}; the second one, that of the state, is left to the caller.
	 */
	static void bind(PreparedStatement statement, PendingRecord pending) throws SQLException {
		OutboxRecord record = pending.record();
		statement.setLong(1, pending.position());
		statement.setInt(3, record.checksum());
		statement.setLong(4, record.timestamp());
		statement.setLong(5, pending.appendedAt());
		statement.setObject(6, record.partition());
		statement.setBytes(7, toBytes(record.recordId()));
		statement.setString(8, record.topic());
		statement.setString(9, record.context());
		statement.setBytes(10, emptyToNull(record.headers().bytes()));
		statement.setBytes(11, record.key());
		statement.setBytes(12, record.value());
	}

	private static byte @Nullable [] emptyToNull(byte[] bytes) {
		return (bytes.length != 0) ? bytes : null;
	}

	private static @Nullable Integer partition(ResultSet row) throws SQLException {
		int partition = row.getInt(6);
		return row.wasNull() ? null : partition;
	}

	private static OutboxHeaders headers(ResultSet row) throws SQLException {
		byte[] headers = row.getBytes(10);
		return (headers != null) ? OutboxHeaders.of(headers) : OutboxHeaders.NONE;
	}

	private static boolean isDecodable(OutboxHeaders headers) {
		try {
			headers.forEach((key, value) -> {
			});
			return true;
		}
		catch (RuntimeException ex) {
			return false;
		}
	}

	static byte[] toBytes(UUID recordId) {
		return ByteBuffer.allocate(RECORD_ID_LENGTH)
			.putLong(recordId.getMostSignificantBits())
			.putLong(recordId.getLeastSignificantBits())
			.array();
	}

	/**
	 * The record id of a row that may be damaged.
	 */
	static UUID toUuid(byte @Nullable [] bytes) {
		ByteBuffer buffer = ByteBuffer.wrap(Arrays.copyOf((bytes != null) ? bytes : new byte[0], RECORD_ID_LENGTH));
		return new UUID(buffer.getLong(), buffer.getLong());
	}

}
