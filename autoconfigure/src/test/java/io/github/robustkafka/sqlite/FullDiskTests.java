package io.github.robustkafka.sqlite;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import io.github.robustkafka.outbox.OutboxException;
import io.github.robustkafka.outbox.TestRecords;
import io.github.robustkafka.outbox.WriteBatch;
import io.github.robustkafka.worker.WakeUpSignal;
import io.github.robustkafka.writer.Append;
import io.github.robustkafka.writer.AppendedRecords;
import io.github.robustkafka.writer.OutboxObserver;
import io.github.robustkafka.writer.OutboxWriter;
import io.github.robustkafka.writer.RoomSettings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Tests of what becomes of an outbox whose disk is full.
 */
class FullDiskTests {

	private static final long LARGE = 1L << 30;

	private static final long DISK_SIZE = 8L << 20;

	@TempDir
	private Path directory;

	private Path file;

	@BeforeEach
	void nameFile() {
		this.file = this.directory.resolve("outbox.db");
	}

	private static SqliteSettings settings(Path file) {
		return settings(file, LARGE);
	}

	private static SqliteSettings settings(Path file, long maxSize) {
		return new SqliteSettings(file, Durability.POWER_LOSS, Duration.ZERO, maxSize);
	}

	private static void maintain(SqliteOutboxStore store) {
		for (int i = 0; i < 40; i++) {
			store.maintain(TestRecords.APPENDED_AT);
		}
	}

	private Path reserve() {
		return this.directory.resolve("outbox.db.reserve");
	}

	@Test
	void roomForAcknowledgingIsReservedWhenTheOutboxIsIdle() throws IOException {
		try (SqliteOutboxStore store = SqliteOutboxStore.open(settings(this.file))) {
			assertThat(reserve()).as("not before the start is over").doesNotExist();
			maintain(store);
			assertThat(reserve()).hasSize(32 * 1024 * 1024);
			assertThat(store.size().diskFull()).isFalse();
		}
	}

	/**
	 * SQLite says the same when a table has no row number left as when the disk is full.
	 */
	@Test
	void reserveIsGivenUpWhenTheDiskIsFullAndMadeAgainWhenItHasRoom() throws Exception {
		try (SqliteOutboxStore store = SqliteOutboxStore.open(settings(this.file))) {
			maintain(store);
			TestOutbox.execute(this.file, "CREATE TABLE crowded (id INTEGER PRIMARY KEY AUTOINCREMENT)",
					"INSERT INTO crowded VALUES (9223372036854775807)",
					"CREATE TRIGGER full AFTER INSERT ON outbox BEGIN INSERT INTO crowded VALUES (NULL); END");
			assertThatExceptionOfType(OutboxException.class).isThrownBy(() -> TestOutbox.append(store, 1));
			TestOutbox.execute(this.file, "DROP TRIGGER full", "DROP TABLE crowded");
			store.recover();
			assertThat(reserve()).doesNotExist();
			assertThat(store.size().diskFull()).isTrue();
			await(() -> {
				maintain(store);
				return !store.size().diskFull();
			});
			assertThat(reserve()).hasSize(32 * 1024 * 1024);
		}
	}

	/**
	 * On a real disk of 8 MB, in memory, that only the other process sees.
	 */
	@Test
	void onAFullDiskSendsAreRefusedAndAcknowledgingGoesOn() throws Exception {
		Path template = this.directory.resolve("template.db");
		SqliteOutboxStore.open(settings(template)).close();
		Path disk = Files.createDirectory(this.directory.resolve("disk"));
		List<String> onSmallDisk = List.of("unshare", "--map-root-user", "--mount", "sh", "-c",
				"mount -t tmpfs -o size=8m tmpfs \"$0\" && exec \"$@\"", disk.toString());
		assumeTrue(isPossible(disk), "This machine lets nobody mount a small disk of his own (unshare)");
		try (JavaProcess process = JavaProcess.start(onSmallDisk, List.of(), FullDiskMain.class, template.toString(),
				disk.resolve("outbox.db").toString())) {
			assertThat(process.remainingLines()).containsExactly(
					"filled by itself: OutboxFullException, disk full true", "next send: OutboxFullException",
					"acknowledged all: true", "sends again: true",
					"filled by another: OutboxFullException, disk full true", "acknowledged all: true",
					"still refused: OutboxFullException", "sends again: true", "never fenced: true");
		}
	}

	private static boolean isPossible(Path disk) throws InterruptedException {
		try {
			return new ProcessBuilder("unshare", "--map-root-user", "--mount", "sh", "-c",
					"mount -t tmpfs -o size=8m tmpfs \"$0\"", disk.toString())
				.start()
				.waitFor() == 0;
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static boolean await(BooleanSupplier condition) {
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
		boolean holds = condition.getAsBoolean();
		while (!holds && System.nanoTime() - deadline < 0) {
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
			holds = condition.getAsBoolean();
		}
		return holds;
	}

	/**
	 * Fills the disk twice, once with records and once with another file, and tells what
	 * the outbox then does.
	 */
	static final class FullDiskMain {

		private final PrintStream answer = JavaProcess.answer();

		private final SqliteOutboxStore store;

		private final OutboxWriter writer;

		private long appended;

		private long acknowledged;

		private boolean fenced;

		private FullDiskMain(Path file) {
			this.store = SqliteOutboxStore.open(settings(file, DISK_SIZE));
			this.writer = new OutboxWriter(this.store,
					new RoomSettings(LARGE, LARGE, RoomSettings.WhenFull.REJECT, Duration.ZERO), Clock.systemUTC(),
					new WakeUpSignal(), AppendedRecords.NONE, OutboxObserver.NO_OP);
		}

		public static void main(String[] arguments) throws IOException {
			Path file = Path.of(arguments[1]);
			Files.copy(Path.of(arguments[0]), file);
			FullDiskMain main = new FullDiskMain(file);
			main.work();
			main.answer.printf("filled by itself: %s%n", main.fill());
			main.answer.printf("next send: %s%n", main.send());
			main.answer.printf("acknowledged all: %s%n", main.acknowledgeAll());
			main.answer.printf("sends again: %s%n", await(() -> main.send().equals("kept")));
			main.work();
			Path filler = file.resolveSibling("filler");
			fillWith(filler);
			main.answer.printf("filled by another: %s%n", main.fill());
			main.answer.printf("acknowledged all: %s%n", main.acknowledgeAll());
			main.answer.printf("still refused: %s%n", main.send());
			Files.delete(filler);
			main.answer.printf("sends again: %s%n", await(() -> main.send().equals("kept")));
			main.answer.printf("never fenced: %s%n", !main.fenced);
			main.writer.onStop();
			main.store.close();
		}

		private static void fillWith(Path filler) {
			try (OutputStream output = Files.newOutputStream(filler)) {
				for (long i = 0; i < LARGE; i += 4096) {
					output.write(new byte[4096]);
				}
			}
			catch (IOException ex) {
				// The disk is full.
			}
		}

		private void work() {
			do {
				this.fenced |= this.writer.fencedBy() != null;
			}
			while (this.writer.doWork() > 0);
		}

		private String send() {
			Append append = new Append(
					List.of(TestRecords.sized(this.appended + 1_000_000, TestOutbox.TOPIC, 10_000).record()), false);
			try {
				this.writer.append(append);
				work();
				append.await();
				this.appended++;
				return "kept";
			}
			catch (OutboxException ex) {
				work();
				return ex.getClass().getSimpleName();
			}
		}

		private String fill() {
			String outcome = "kept";
			for (int i = 0; i < 10_000 && outcome.equals("kept"); i++) {
				outcome = send();
			}
			return outcome + ", disk full " + this.store.size().diskFull();
		}

		private boolean acknowledgeAll() {
			for (long position : TestOutbox.positions(TestOutbox.read(this.store))) {
				this.writer.acknowledge(new WriteBatch.Acknowledgement(position, 0, position));
				this.acknowledged++;
			}
			return await(() -> {
				work();
				return this.writer.pending() == 0;
			}) && this.acknowledged == this.appended;
		}

	}

}
