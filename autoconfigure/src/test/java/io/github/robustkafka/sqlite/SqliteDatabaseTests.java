package io.github.robustkafka.sqlite;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

import io.github.robustkafka.RobustKafkaStartException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sqlite.SQLiteException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link SqliteDatabase}.
 */
class SqliteDatabaseTests {

	@TempDir
	private Path directory;

	@ParameterizedTest
	@CsvSource({ "POWER_LOSS, 2", "PROCESS_CRASH, 1" })
	void writerIsAsDurableAsAskedFor(Durability durability, String synchronous) throws SQLException {
		try (SqliteDatabase database = own(durability, 10L << 30); Connection writer = database.openWriter()) {
			assertThat(pragma(writer, "journal_mode")).isEqualTo("wal");
			assertThat(pragma(writer, "synchronous")).isEqualTo(synchronous);
			assertThat(writer.getAutoCommit()).isTrue();
		}
	}

	@Test
	void writerHasItsSettings() throws SQLException {
		try (SqliteDatabase database = own(Durability.POWER_LOSS, 10L << 30);
				Connection writer = database.openWriter()) {
			assertThat(pragma(writer, "page_size")).isEqualTo("16384");
			assertThat(pragma(writer, "auto_vacuum")).isEqualTo("2");
			assertThat(pragma(writer, "cache_size")).isEqualTo("-32000");
			assertThat(pragma(writer, "wal_autocheckpoint")).isEqualTo("2048");
			assertThat(pragma(writer, "journal_size_limit")).isEqualTo("-1");
			assertThat(pragma(writer, "busy_timeout")).isEqualTo("250");
			assertThat(pragma(writer, "query_only")).isEqualTo("0");
			assertThatHardened(writer);
		}
	}

	@Test
	void readerCannotWrite() throws SQLException {
		try (SqliteDatabase database = own(Durability.POWER_LOSS, 10L << 30);
				Connection writer = database.openWriter();
				Connection reader = database.openReader()) {
			assertThat(pragma(reader, "query_only")).isEqualTo("1");
			assertThatHardened(reader);
			assertThatExceptionOfType(SQLiteException.class)
				.isThrownBy(() -> SqliteDatabase.execute(reader, "DELETE FROM outbox"))
				.withMessageContaining("SQLITE_READONLY");
			assertThat(writer.isClosed()).isFalse();
		}
	}

	/**
	 * With one connection that writes and checkpoints, the fault of SQLite before 3.51.3
	 * that loses commits cannot be met: it needs a second one.
	 */
	@Test
	void readersNeitherWriteNorCheckpoint() throws Exception {
		Path file = this.directory.resolve("outbox.db");
		Path log = this.directory.resolve("outbox.db-wal");
		try (SqliteDatabase database = own(Durability.POWER_LOSS, 1L << 20);
				Connection writer = database.openWriter()) {
			for (int i = 0; i < 100; i++) {
				SqliteDatabase.execute(writer, "UPDATE outbox_highest_position SET position = " + i);
			}
			byte[] fileBefore = Files.readAllBytes(file);
			byte[] logBefore = Files.readAllBytes(log);
			try (Connection reader = database.openReader()) {
				assertThat(pragma(reader, "wal_autocheckpoint")).isEqualTo("0");
				assertThat(SqliteDatabase.number(reader, "SELECT position FROM outbox_highest_position")).isEqualTo(99);
			}
			assertThat(file).hasBinaryContent(fileBefore);
			assertThat(log).hasBinaryContent(logBefore);
			assertThat(logBefore.length).isPositive();
		}
	}

	private static void assertThatHardened(Connection connection) throws SQLException {
		assertThat(pragma(connection, "trusted_schema")).isEqualTo("0");
		assertThat(pragma(connection, "cell_size_check")).isEqualTo("1");
		assertThat(pragma(connection, "mmap_size")).isEqualTo("0");
		assertThat(pragma(connection, "temp_store")).isEqualTo("2");
	}

	@ParameterizedTest
	@CsvSource({ "10737418240, 2048", "134217728, 1024", "2097152, 16", "1, 8" })
	void writeAheadLogIsSmallBesideMaxSize(long maxSize, int pages) throws SQLException {
		try (SqliteDatabase database = own(Durability.POWER_LOSS, maxSize); Connection writer = database.openWriter()) {
			assertThat(pragma(writer, "wal_autocheckpoint")).isEqualTo(Integer.toString(pages));
		}
	}

	private SqliteDatabase own(Durability durability, long maxSize) {
		return SqliteDatabase.own(DatabaseKind.OUTBOX,
				new SqliteSettings(this.directory.resolve("outbox.db"), durability, Duration.ZERO, maxSize));
	}

	private static String pragma(Connection connection, String name) throws SQLException {
		return TestOutbox.query(connection, "PRAGMA " + name).get(0);
	}

	@Test
	void fileOfAnotherFormatIsRefusedAndLeftAlone() throws Exception {
		Path file = this.directory.resolve("outbox.db");
		Files.writeString(file, "This is a letter, not a database. ".repeat(100));
		assertThatExceptionOfType(RobustKafkaStartException.class).isThrownBy(() -> TestOutbox.open(file))
			.withMessageStartingWith("The outbox '" + file + "' cannot be opened: SQLITE_NOTADB")
			.satisfies((ex) -> assertThat(ex.action()).contains("'robust.kafka.outbox.path'"));
		assertThat(file).hasContent("This is a letter, not a database. ".repeat(100));
	}

	@Test
	void fileThatAnotherProgramWritesToIsRefused() throws Exception {
		Path file = this.directory.resolve("outbox.db");
		TestOutbox.open(file).close();
		try (Connection other = TestOutbox.connect(file)) {
			SqliteDatabase.execute(other, "BEGIN IMMEDIATE");
			assertThatExceptionOfType(RobustKafkaStartException.class).isThrownBy(() -> TestOutbox.open(file))
				.withMessageContaining("SQLITE_BUSY")
				.satisfies((ex) -> assertThat(ex.action()).contains("Close the program"));
		}
		TestOutbox.open(file).close();
	}

	@Test
	void missingNativeLibraryIsExplained() throws Exception {
		Path file = Files.createFile(this.directory.resolve("not-a-directory"));
		try (JavaProcess process = JavaProcess.start(List.of("-Dorg.sqlite.tmpdir=" + file), Opener.class,
				this.directory.resolve("outbox.db").toString())) {
			assertThat(process.nextLine()).startsWith("SQLite's native library cannot be loaded");
			assertThat(process.nextLine()).contains("-Dorg.sqlite.tmpdir=");
		}
	}

	@Test
	void anotherProgramReadsWhileTheOutboxIsOpen() throws Exception {
		Path file = this.directory.resolve("outbox.db");
		try (SqliteOutboxStore store = TestOutbox.open(file)) {
			TestOutbox.append(store, 1, 2);
			try (Connection other = TestOutbox.connect(file)) {
				SqliteDatabase.execute(other, "BEGIN");
				String count = "SELECT count(*) FROM outbox WHERE state = 'pending'";
				assertThat(TestOutbox.query(other, count)).containsExactly("2");
				TestOutbox.append(store, 3);
				assertThat(TestOutbox.query(other, count)).containsExactly("2");
				SqliteDatabase.execute(other, "COMMIT");
				assertThat(TestOutbox.query(other, count)).containsExactly("3");
			}
		}
	}

	@Test
	@DisabledOnOs(OS.WINDOWS)
	void closedOutboxIsOneFileAndItsLock() {
		Path file = this.directory.resolve("outbox.db");
		try (SqliteOutboxStore store = TestOutbox.open(file)) {
			TestOutbox.append(store, 1);
			assertThat(store.countPending()).isEqualTo(1);
		}
		assertThat(this.directory.toFile().list()).containsExactlyInAnyOrder("outbox.db", "outbox.db.lock");
	}

	/**
	 * Opens the outbox and tells what went wrong.
	 */
	static final class Opener {

		public static void main(String[] arguments) {
			try {
				TestOutbox.open(Path.of(arguments[0])).close();
				JavaProcess.answer().println("opened");
			}
			catch (RobustKafkaStartException ex) {
				JavaProcess.answer().println(ex.getMessage().lines().findFirst().orElse(""));
				JavaProcess.answer().println(ex.action());
			}
		}

	}

}
