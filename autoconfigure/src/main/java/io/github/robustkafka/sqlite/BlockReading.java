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
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
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

	private static final String POSITIONS = "SELECT first_position FROM outbox_blocks ORDER BY first_position ";

	private static final String BLOCK = """
			SELECT records, appended_at, mark, data FROM outbox_blocks WHERE first_position = ?""";

	private static final String UNKNOWN_TOPIC = "unknown";

	private final Connection connection;

	private final List<Block> blocks = new ArrayList<>();

	private final List<Long> unreadable = new ArrayList<>();

	private boolean cutShort;

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
	 * Reads them all, as far as they can be read.
	 * @return this
	 */
	BlockReading readAll() throws SQLException {
		SortedSet<Long> positions = new TreeSet<>();
		if (!addPositions(positions, "ASC")) {
			// From the other end, up to the same place.
			addPositions(positions, "DESC");
			this.cutShort = true;
		}
		for (long position : positions) {
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

	/**
	 * Whether there may be blocks of which not even the positions can be read.
	 */
	boolean isCutShort() {
		return this.cutShort;
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

	/**
	 * @return whether the end was reached
	 */
	private boolean addPositions(Set<Long> positions, String direction) throws SQLException {
		try (Statement statement = this.connection.createStatement();
				ResultSet rows = statement.executeQuery(POSITIONS + direction)) {
			while (rows.next()) {
				positions.add(rows.getLong(1));
			}
			return true;
		}
		catch (SQLException ex) {
			SqliteFailures.requireDamage(ex);
			return false;
		}
	}

	private @Nullable Block read(long key) throws SQLException {
		try (PreparedStatement statement = this.connection.prepareStatement(BLOCK)) {
			statement.setLong(1, key);
			try (ResultSet row = statement.executeQuery()) {
				byte[] data = row.next() ? row.getBytes(4) : null;
				return (data != null) ? decode(key, row.getLong(1), row.getLong(2), row.getInt(3), data) : null;
			}
		}
		catch (SQLException ex) {
			SqliteFailures.requireDamage(ex);
			return null;
		}
	}

	/**
	 * Finds the sound records. What stands in the other columns may be damaged, so the
	 * records are believed first.
	 * @return the block, or null if no sound record is in it
	 */
	static @Nullable Block decode(long key, long records, long appendedAt, int mark, byte[] bytes) {
		ByteBuffer data = ByteBuffer.wrap(bytes);
		Decoded decoded = new Decoded(appendedAt);
		decoded.read(data, mark);
		if (decoded.records.isEmpty() && bytes.length >= Integer.BYTES) {
			// The mark itself may be damaged; each record has it, too.
			decoded = new Decoded(appendedAt);
			decoded.read(data, data.getInt(0));
		}
		if (decoded.records.isEmpty()) {
			return null;
		}
		boolean complete = decoded.damaged.isEmpty() && decoded.records.size() == records;
		return new Block(key, decoded.records, decoded.damaged, complete);
	}

	/**
	 * The records of a block in the making.
	 */
	private static final class Decoded {

		private final long appendedAt;

		private final List<PendingRecord> records = new ArrayList<>();

		private final BitSet damaged = new BitSet();

		private Decoded(long appendedAt) {
			this.appendedAt = appendedAt;
		}

		private void read(ByteBuffer data, int mark) {
			int soundUntil = 0;
			int offset = 0;
			while (offset < data.limit()) {
				int length = BlockCodec.lengthAt(data, offset, mark);
				long position = (length > 0) ? BlockCodec.positionAt(data, offset) : 0;
				if (length == 0 || position < next()) {
					offset++;
					continue;
				}
				fill(position, Arrays.copyOfRange(data.array(), soundUntil, offset));
				this.records.add(new PendingRecord(position, this.appendedAt, BlockCodec.decode(data, offset)));
				offset += length;
				soundUntil = offset;
			}
			if (soundUntil < data.limit() && !this.records.isEmpty()) {
				addDamaged(next(), Arrays.copyOfRange(data.array(), soundUntil, data.limit()));
			}
		}

		private long next() {
			return this.records.isEmpty() ? 1 : this.records.get(this.records.size() - 1).position() + 1;
		}

		/**
		 * Whatever stands before the sound record at the position was a record, or
		 * several. Before the first sound one only as many are known as there must be:
		 * one.
		 */
		private void fill(long position, byte[] rest) {
			if (this.records.isEmpty()) {
				if (rest.length > 0 && position > 1) {
					addDamaged(position - 1, rest);
				}
				return;
			}
			byte[] left = rest;
			for (long missing = next(); missing < position; missing++) {
				addDamaged(missing, left);
				left = new byte[0];
			}
		}

		private void addDamaged(long position, byte[] rest) {
			this.damaged.set(this.records.size());
			OutboxRecord record = new OutboxRecord(UUID.randomUUID(), UNKNOWN_TOPIC, null, null, rest,
					OutboxHeaders.NONE, this.appendedAt, null);
			this.records.add(new PendingRecord(position, this.appendedAt, record));
		}

	}

}
