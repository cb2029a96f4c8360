package io.github.robustkafka.sqlite;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.github.robustkafka.outbox.StoreException;
import io.github.robustkafka.outbox.StoreFullException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of {@link SqliteOutboxStore} when something fails, and after it was recovered.
 */
class RecoveryTests {

	@TempDir
	private Path directory;

	private Path file;

	private SqliteOutboxStore store;

	@BeforeEach
	void open() {
		this.file = this.directory.resolve("outbox.db");
		this.store = TestOutbox.open(this.file);
	}

	@AfterEach
	void close() {
		this.store.close();
	}

	@Test
	void failureTellsWhatHappenedWhereAndWhatIsNext() throws Exception {
		try (Connection other = TestOutbox.connect(this.file)) {
			SqliteDatabase.execute(other, "BEGIN IMMEDIATE");
			assertThatExceptionOfType(StoreException.class).isThrownBy(() -> TestOutbox.append(this.store, 1))
				.withMessage("Committing changes in '%s' failed: SQLITE_BUSY (The database file is locked). "
						+ "Whether they were committed shows when the outbox was recovered.", this.file)
				.isNotInstanceOf(StoreFullException.class);
		}
	}

	@Test
	void transactionThatSqliteRolledBackItselfLeavesNothing() throws Exception {
		TestOutbox.append(this.store, 1);
		TestOutbox.execute(this.file, "CREATE TRIGGER broken BEFORE INSERT ON outbox WHEN new.position = 3 "
				+ "BEGIN SELECT RAISE(ROLLBACK, 'disk on fire'); END");
		assertThatExceptionOfType(StoreException.class).isThrownBy(() -> TestOutbox.append(this.store, 2, 3, 4));
		TestOutbox.execute(this.file, "DROP TRIGGER broken");
		this.store.recover();
		assertThat(this.store.findAppended(1, 4)).containsExactly(1L);
		assertThat(this.store.lastPosition()).isEqualTo(1);
		TestOutbox.append(this.store, 2);
		assertThat(TestOutbox.positions(TestOutbox.read(this.store))).containsExactly(1L, 2L);
	}

	/**
	 * SQLite says the same when a table has no row number left as when the disk is full.
	 */
	@Test
	void fullDiskIsToldApartAndLeavesNothing() throws Exception {
		TestOutbox.append(this.store, 1);
		TestOutbox.execute(this.file, "CREATE TABLE crowded (id INTEGER PRIMARY KEY AUTOINCREMENT)",
				"INSERT INTO crowded VALUES (9223372036854775807)",
				"CREATE TRIGGER full AFTER INSERT ON outbox BEGIN INSERT INTO crowded VALUES (NULL); END");
		assertThatExceptionOfType(StoreFullException.class).isThrownBy(() -> TestOutbox.append(this.store, 2))
			.withMessageContaining("SQLITE_FULL");
		TestOutbox.execute(this.file, "DROP TRIGGER full");
		this.store.recover();
		assertThat(this.store.findAppended(1, 2)).containsExactly(1L);
		TestOutbox.append(this.store, 2);
		assertThat(this.store.findAppended(1, 2)).containsExactly(1L, 2L);
	}

	@Test
	void readersGoOnWhileTheStoreIsFenced() throws Exception {
		TestOutbox.append(this.store, 1);
		try (Connection other = TestOutbox.connect(this.file)) {
			SqliteDatabase.execute(other, "BEGIN IMMEDIATE");
			assertThatExceptionOfType(StoreException.class).isThrownBy(() -> TestOutbox.append(this.store, 2));
			assertThat(TestOutbox.positions(TestOutbox.read(this.store))).containsExactly(1L);
			assertThat(this.store.lastPosition()).isEqualTo(1);
			assertThat(this.store.size().file()).isPositive();
		}
	}

	@Test
	void recoveryFailsAsLongAsTheReasonLasts() throws Exception {
		TestOutbox.append(this.store, 1);
		try (Connection other = TestOutbox.connect(this.file)) {
			SqliteDatabase.execute(other, "BEGIN IMMEDIATE");
			assertThatExceptionOfType(StoreException.class).isThrownBy(() -> TestOutbox.append(this.store, 2));
			assertThatExceptionOfType(StoreException.class).isThrownBy(() -> this.store.recover());
			assertThatExceptionOfType(StoreException.class).isThrownBy(() -> TestOutbox.append(this.store, 2))
				.withMessageContaining("has to be recovered");
		}
		this.store.recover();
		TestOutbox.append(this.store, 2);
	}

	@Test
	void recoveryWaitsForReadersThatKeepTheLogFromBeingCopied() throws Exception {
		TestOutbox.append(this.store, 1);
		try (Connection other = TestOutbox.connect(this.file)) {
			SqliteDatabase.execute(other, "BEGIN");
			assertThat(TestOutbox.query(other, "SELECT count(*) FROM outbox")).containsExactly("1");
			TestOutbox.append(this.store, 2);
			assertThatExceptionOfType(StoreException.class).isThrownBy(() -> this.store.recover())
				.withMessageContaining("another program reads the file");
		}
		this.store.recover();
		assertThat(this.store.findAppended(1, 2)).containsExactly(1L, 2L);
	}

	@Test
	void openingDoesNotWaitForReadersOfOtherPrograms() throws Exception {
		TestOutbox.append(this.store, 1);
		try (Connection other = TestOutbox.connect(this.file)) {
			SqliteDatabase.execute(other, "BEGIN");
			assertThat(TestOutbox.query(other, "SELECT count(*) FROM outbox")).containsExactly("1");
			TestOutbox.append(this.store, 2);
			this.store.close();
			this.store = TestOutbox.open(this.file);
			assertThat(this.store.findAppended(1, 2)).containsExactly(1L, 2L);
		}
	}

	@Test
	void recoveryEmptiesTheWriteAheadLog() {
		TestOutbox.append(this.store, 1);
		Path log = this.file.resolveSibling("outbox.db-wal");
		assertThat(log).isNotEmptyFile();
		this.store.recover();
		assertThat(log).isEmptyFile();
		assertThat(TestOutbox.positions(TestOutbox.read(this.store))).containsExactly(1L);
	}

	@Test
	@DisabledOnOs(OS.WINDOWS)
	void fileThatVanishedIsNotReplacedByAnEmptyOne() throws Exception {
		TestOutbox.append(this.store, 1);
		this.store.recover();
		Path elsewhere = this.directory.resolve("elsewhere");
		Files.move(this.file, elsewhere);
		assertThatExceptionOfType(StoreException.class).isThrownBy(() -> this.store.recover())
			.withMessageContaining("is no longer there");
		assertThat(this.file).doesNotExist();
		Files.createFile(this.file);
		assertThatExceptionOfType(StoreException.class).isThrownBy(() -> this.store.recover())
			.withMessageContaining("was replaced by another file");
		Files.move(elsewhere, this.file, StandardCopyOption.REPLACE_EXISTING);
		this.store.recover();
		assertThat(TestOutbox.positions(TestOutbox.read(this.store))).containsExactly(1L);
	}

	@Test
	void readerThatFailedIsOpenedAnew() throws Exception {
		TestOutbox.append(this.store, 1);
		TestOutbox.execute(this.file, "ALTER TABLE outbox RENAME TO hidden");
		assertThatExceptionOfType(StoreException.class).isThrownBy(() -> this.store.countPending())
			.withMessageContaining("opened anew for the next reading");
		TestOutbox.execute(this.file, "ALTER TABLE hidden RENAME TO outbox");
		assertThat(this.store.countPending()).isEqualTo(1);
	}

	@Test
	void manyThreadsReadWhileTheWriterCommitsAndRecovers() throws Exception {
		ExecutorService readers = Executors.newFixedThreadPool(4);
		try {
			List<Future<?>> reading = new ArrayList<>();
			for (int reader = 0; reader < 4; reader++) {
				reading.add(readers.submit((Callable<?>) () -> {
					readUntil(100);
					return null;
				}));
			}
			for (long position = 1; position <= 100; position++) {
				TestOutbox.append(this.store, position);
				if (position % 25 == 0) {
					this.store.recover();
				}
			}
			for (Future<?> future : reading) {
				assertThatCode(future::get).doesNotThrowAnyException();
			}
		}
		finally {
			readers.shutdownNow();
		}
	}

	/**
	 * Reads until so many are pending; in between, never one less than before.
	 */
	private void readUntil(long expected) {
		long pending = 0;
		while (pending < expected) {
			long now = this.store.countPending();
			assertThat(now).isGreaterThanOrEqualTo(pending);
			assertThat(TestOutbox.read(this.store).records()).hasSizeGreaterThanOrEqualTo((int) now);
			assertThat(this.store.findPendingTopics(0)).hasSizeLessThanOrEqualTo(1);
			pending = now;
		}
	}

}
