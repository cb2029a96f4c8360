package io.github.robustkafka.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.github.robustkafka.outbox.PendingRecord;
import io.github.robustkafka.outbox.RecordState;
import io.github.robustkafka.sqlite.OutboxInspection.Backlog;
import org.sqlite.SQLiteConfig;

/**
 * Reads a whole outbox and changes nothing.
 */
final class Inspector {

	private static final int STATE = 2;

	private static final int APPENDED_AT = 5;

	private static final int TOPIC = 8;

	private static final int SIZE = 13;

	private final Path file;

	private final SortedMap<RecordState, Backlog> states = new TreeMap<>();

	private final SortedMap<String, Backlog> pendingTopics = new TreeMap<>();

	private final List<String> damage = new ArrayList<>();

	private final Set<Long> inBlocks = new HashSet<>();

	private long damagedRows;

	Inspector(Path file) {
		this.file = file;
	}

	/**
	 * Reads it.
	 * @param inUse whether an application has it open; its write-ahead log then changes
	 * all the time, and is left to it
	 */
	OutboxInspection inspect(boolean inUse) throws IOException, SQLException {
		Path log = this.file.resolveSibling(this.file.getFileName() + "-wal");
		long fileSize = Files.size(this.file);
		long logSize = log.toFile().length();
		if (!inUse) {
			checkLog();
		}
		long version = 0;
		try (Connection connection = connect()) {
			version = SqliteDatabase.number(connection, "PRAGMA user_version");
			readRows(connection);
			checkFile(connection);
		}
		catch (SQLException ex) {
			if (!SqliteFailures.isDamagedOrForeign(ex) && !SqliteFailures.isWithoutTables(ex)) {
				throw ex;
			}
			this.damage.add("No outbox can be read in the file: " + SqliteFailures.describe(ex) + ".");
		}
		return new OutboxInspection(this.file, inUse, fileSize, logSize, version, this.states, this.pendingTopics,
				this.damage);
	}

	private void checkLog() throws IOException {
		WalCheck check = WalCheck.of(this.file);
		if (check.isDamaged()) {
			this.damage.add("Write-ahead log: " + check.describe() + "; they are not counted here.");
		}
		else if (check.isTorn()) {
			this.damage.add("Write-ahead log: the last transaction is not whole, as after a crash of the machine.");
		}
	}

	private Connection connect() throws SQLException {
		SQLiteConfig config = new SQLiteConfig();
		config.setReadOnly(true);
		return config.createConnection("jdbc:sqlite:" + this.file);
	}

	private void readRows(Connection connection) throws SQLException {
		SqliteDatabase.execute(connection, "SELECT " + RowScan.COLUMNS + " FROM outbox AS r LIMIT 0");
		// Blocks first: a record that moves from a block to a row is then seen twice,
		// never
		// missed.
		readBlocks(connection);
		long unreadable = new RowScan(connection, this::count).run();
		if (this.damagedRows > 0) {
			this.damage.add("%d records do not fit their checksum.".formatted(this.damagedRows));
		}
		if (unreadable > 0) {
			this.damage.add("%d positions cannot be read.".formatted(unreadable));
		}
	}

	private void readBlocks(Connection connection) throws SQLException {
		if (!BlockReading.isPossible(connection)) {
			return;
		}
		BlockReading reading = new BlockReading(connection).readAll();
		for (Block block : reading.blocks()) {
			block.pending().forEach(this::count);
			this.damagedRows += block.damaged().size();
		}
		if (!reading.unreadable().isEmpty() || reading.isCutShort()) {
			this.damage.add("At least %d blocks of records cannot be read."
				.formatted(Math.max(1, reading.unreadable().size())));
		}
	}

	private void count(PendingRecord record) {
		this.inBlocks.add(record.position());
		Backlog one = Backlog.NONE.plus(record.size(), record.appendedAt());
		this.states.merge(RecordState.PENDING, one, Inspector::add);
		this.pendingTopics.merge(record.topic(), one, Inspector::add);
	}

	private void count(ResultSet row) throws SQLException {
		if (this.inBlocks.contains(row.getLong(1))) {
			return;
		}
		Backlog one = Backlog.NONE.plus(row.getLong(SIZE), row.getLong(APPENDED_AT));
		String word = row.getString(STATE);
		RecordState state = Stream.of(RecordState.values())
			.filter((known) -> known.word().equals(word))
			.findFirst()
			.orElse(RecordState.FAILED);
		boolean sound = OutboxRow.read(row) != null && state.word().equals(word);
		this.damagedRows += sound ? 0 : 1;
		this.states.merge(state, one, Inspector::add);
		if (state == RecordState.PENDING) {
			this.pendingTopics.merge(String.valueOf(row.getString(TOPIC)), one, Inspector::add);
		}
	}

	private static Backlog add(Backlog one, Backlog other) {
		return new Backlog(one.count() + other.count(), one.bytes() + other.bytes(),
				Math.min(one.oldestAppendedAt(), other.oldestAppendedAt()));
	}

	private void checkFile(Connection connection) throws SQLException {
		String found = SqliteDatabase.text(connection, "PRAGMA integrity_check(1)");
		if (!"ok".equals(found)) {
			this.damage.add("SQLite finds: " + found.replaceAll("\\s+", " ") + ".");
		}
	}

}
