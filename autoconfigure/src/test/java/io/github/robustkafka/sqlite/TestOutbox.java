package io.github.robustkafka.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

import io.github.robustkafka.outbox.CommitResult;
import io.github.robustkafka.outbox.PendingPage;
import io.github.robustkafka.outbox.PendingQuery;
import io.github.robustkafka.outbox.PendingRecord;
import io.github.robustkafka.outbox.TestRecords;
import io.github.robustkafka.outbox.WriteBatch;

/**
 * What tests do with an outbox, through its store and behind its back.
 */
final class TestOutbox {

	static final String TOPIC = "orders";

	private TestOutbox() {
	}

	static SqliteSettings settings(Path file) {
		return settings(file, 1L << 30);
	}

	static SqliteSettings settings(Path file, long maxSize) {
		return new SqliteSettings(file, Durability.POWER_LOSS, Duration.ZERO, maxSize);
	}

	static SqliteOutboxStore open(Path file) {
		return SqliteOutboxStore.open(settings(file));
	}

	static CommitResult append(SqliteOutboxStore store, long... positions) {
		return append(store,
				LongStream.of(positions).mapToObj((position) -> TestRecords.pending(position, TOPIC)).toList());
	}

	static CommitResult append(SqliteOutboxStore store, List<PendingRecord> records) {
		WriteBatch batch = new WriteBatch(TestRecords.APPENDED_AT);
		batch.appends().addAll(records);
		return store.commit(batch);
	}

	static CommitResult acknowledge(SqliteOutboxStore store, long first, long last) {
		WriteBatch batch = new WriteBatch(TestRecords.APPENDED_AT);
		LongStream.rangeClosed(first, last)
			.forEach((position) -> batch.acknowledgements().add(new WriteBatch.Acknowledgement(position, 0, position)));
		return store.commit(batch);
	}

	static CommitResult fail(SqliteOutboxStore store, long position) {
		WriteBatch batch = new WriteBatch(TestRecords.APPENDED_AT);
		batch.failures().add(new WriteBatch.Failure(position, "corrupt"));
		return store.commit(batch);
	}

	static PendingPage read(SqliteOutboxStore store) {
		return store.findPending(new PendingQuery(TOPIC, null, 0, Long.MAX_VALUE, 10_000, Long.MAX_VALUE));
	}

	static List<Long> positions(PendingPage page) {
		return page.records().stream().map(PendingRecord::position).toList();
	}

	/**
	 * A connection as any other program has it.
	 */
	static Connection connect(Path file) throws SQLException {
		return DriverManager.getConnection("jdbc:sqlite:" + file);
	}

	static void execute(Path file, String... statements) throws SQLException {
		try (Connection connection = connect(file)) {
			for (String statement : statements) {
				SqliteDatabase.execute(connection, statement);
			}
		}
	}

	static List<String> query(Path file, String sql) throws SQLException {
		try (Connection connection = connect(file)) {
			return query(connection, sql);
		}
	}

	/**
	 * All rows, each as its columns with a blank between them.
	 */
	static List<String> query(Connection connection, String sql) throws SQLException {
		List<String> found = new ArrayList<>();
		try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(sql)) {
			while (rows.next()) {
				List<String> columns = new ArrayList<>();
				for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
					columns.add(rows.getString(column));
				}
				found.add(String.join(" ", columns));
			}
		}
		return found;
	}

}
