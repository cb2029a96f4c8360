package io.github.robustkafka.sqlite;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.UUID;

import io.github.robustkafka.outbox.OutboxHeaders;
import io.github.robustkafka.outbox.OutboxRecord;
import io.github.robustkafka.outbox.PendingRecord;
import org.jspecify.annotations.Nullable;

/**
 * Reads the blocks of a file, which may be damaged, and believes no record that does not
 * fit its checksum.
 */
final class BlockReading {

	private static final String POSITIONS = "SELECT first_position FROM outbox_blocks ORDER BY first_position";

	private static final String BLOCK = """
			SELECT records, appended_at, mark, data FROM outbox_blocks WHERE first_position = ?""";

	private static final String UNKNOWN_TOPIC = "unknown";

	/**
	 * More than any block has; a larger number can only be damage.
	 */
	private static final long MOST_RECORDS = 100_000;

	private final Connection connection;

	private final List<Block> blocks = new ArrayList<>();

	private final List<Long> unreadable = new ArrayList<>();

	BlockReading(Connection connection) {
		this.connection = connection;
	}

	/**
	 * Whether the file has blocks at all; those of the first schema have not.
	 */
	static boolean isPossible(Connection connection) throws SQLException {
		return SqliteDatabase.number(connection,
				"SELECT count(*) FROM sqlite_schema WHERE name = 'outbox_blocks'") == 1;
	}

	/**
	 * Reads them all.
	 * @return this
	 * @throws SQLException if not even their positions can be read
	 */
	BlockReading readAll() throws SQLException {
		for (long position : positions()) {
			Block block = read(position);
			if (block != null) {
				this.blocks.add(block);
			}
			else {
				this.unreadable.add(position);
			}
		}
		return this;
	}

	List<Block> blocks() {
		return this.blocks;
	}

	/**
	 * The first positions of blocks of which nothing can be read.
	 */
	List<Long> unreadable() {
		return this.unreadable;
	}

	private List<Long> positions() throws SQLException {
		List<Long> positions = new ArrayList<>();
		try (Statement statement = this.connection.createStatement();
				ResultSet rows = statement.executeQuery(POSITIONS)) {
			while (rows.next()) {
				positions.add(rows.getLong(1));
			}
		}
		return positions;
	}

	private @Nullable Block read(long firstPosition) throws SQLException {
		try (PreparedStatement statement = this.connection.prepareStatement(BLOCK)) {
			statement.setLong(1, firstPosition);
			try (ResultSet row = statement.executeQuery()) {
				byte[] data = row.next() ? row.getBytes(4) : null;
				long records = (data != null) ? row.getLong(1) : 0;
				if (data == null || records <= 0 || records > MOST_RECORDS) {
					return null;
				}
				return decode(firstPosition, (int) records, row.getLong(2), row.getInt(3), data);
			}
		}
		catch (SQLException ex) {
			if (!SqliteFailures.isDamage(ex)) {
				throw ex;
			}
			return null;
		}
	}

	/**
	 * Finds the sound records; the bytes between them belong to the first that is missing
	 * there.
	 */
	static Block decode(long firstPosition, int records, long appendedAt, int mark, byte[] bytes) {
		ByteBuffer data = ByteBuffer.wrap(bytes);
		List<PendingRecord> found = new ArrayList<>(records);
		BitSet damaged = new BitSet();
		int soundUntil = 0;
		int offset = 0;
		while (offset < bytes.length && found.size() < records) {
			int length = BlockCodec.lengthAt(data, offset, mark);
			int number = (length > 0) ? BlockCodec.numberAt(data, offset) : -1;
			if (number < found.size() || number >= records) {
				offset++;
				continue;
			}
			fill(found, damaged, number, firstPosition, appendedAt, Arrays.copyOfRange(bytes, soundUntil, offset));
			found.add(new PendingRecord(firstPosition + number, appendedAt, BlockCodec.decode(data, offset)));
			offset += length;
			soundUntil = offset;
		}
		fill(found, damaged, records, firstPosition, appendedAt, Arrays.copyOfRange(bytes, soundUntil, bytes.length));
		return new Block(found, damaged);
	}

	private static void fill(List<PendingRecord> found, BitSet damaged, int until, long firstPosition, long appendedAt,
			byte[] rest) {
		for (byte[] left = rest; found.size() < until; left = new byte[0]) {
			damaged.set(found.size());
			OutboxRecord record = new OutboxRecord(UUID.randomUUID(), UNKNOWN_TOPIC, null, null, left,
					OutboxHeaders.NONE, appendedAt, null);
			found.add(new PendingRecord(firstPosition + found.size(), appendedAt, record));
		}
	}

}
