package io.github.robustkafka.sqlite;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.robustkafka.inbox.Inbox;
import io.github.robustkafka.inbox.InboxEntry;
import io.github.robustkafka.inbox.SettableClock;
import io.github.robustkafka.inbox.StoredInbox;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static io.github.robustkafka.inbox.Identities.id;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of an inbox in a file when something is wrong with the file: no handler is held
 * up, and the inbox heals by itself when that is over.
 */
@ExtendWith(OutputCaptureExtension.class)
class InboxFaultTests {

	private static final long MAX_SIZE = 1L << 20;

	@TempDir
	private Path directory;

	private final SettableClock clock = new SettableClock();

	private StoredInbox start(Path file) {
		return StoredInbox.start(() -> SqliteInboxStore.open(file, MAX_SIZE, this.clock), MAX_SIZE, this.clock);
	}

	private Path file() {
		return this.directory.resolve("inbox.db");
	}

	/**
	 * What a listener does: it goes on when the addition is answered.
	 */
	private static void process(Inbox inbox, String recordId) throws InterruptedException {
		CountDownLatch added = new CountDownLatch(1);
		inbox.add("payments", id(recordId), Duration.ofDays(1), added::countDown);
		assertThat(added.await(10, TimeUnit.SECONDS)).as("handler held up").isTrue();
	}

	/**
	 * Moves the clock, and gives the inbox something to do, until it works again.
	 */
	private void awaitRecovery(Inbox inbox) {
		Awaitility.await().until(() -> {
			this.clock.advance(Duration.ofSeconds(30));
			process(inbox, "probe");
			return inbox.state().available();
		});
	}

	private List<String> asides() throws Exception {
		try (Stream<Path> files = Files.list(this.directory)) {
			return files.map((path) -> path.getFileName().toString())
				.filter((name) -> name.contains("damaged"))
				.toList();
		}
	}

	@Test
	void fullDiskHoldsUpNoHandlerAndNothingIsForgottenThatFits() throws Exception {
		try (StoredInbox inbox = start(file())) {
			TestOutbox.execute(file(), "CREATE TABLE crowded (id INTEGER PRIMARY KEY AUTOINCREMENT)",
					"INSERT INTO crowded VALUES (9223372036854775807)",
					"CREATE TRIGGER full AFTER INSERT ON inbox BEGIN INSERT INTO crowded VALUES (NULL); END");
			process(inbox, "a");
			assertThat(inbox.state().available()).isFalse();
			assertThat(inbox.state().lastError()).contains("SQLITE_FULL");
			assertThat(inbox.contains("payments", id("a"))).isTrue();
			TestOutbox.execute(file(), "DROP TRIGGER full");
			awaitRecovery(inbox);
		}
		assertThat(TestOutbox.query(file(), "SELECT record_id FROM inbox ORDER BY 1")).containsExactly("orders/a",
				"orders/probe");
	}

	@Test
	void fileThatIsNoDatabaseIsMovedAside(CapturedOutput output) throws Exception {
		Files.writeString(file(), "something else entirely".repeat(1000));
		try (StoredInbox inbox = start(file())) {
			assertThat(inbox.state().available()).isTrue();
			process(inbox, "a");
			assertThat(inbox.contains("payments", id("a"))).isTrue();
		}
		assertThat(asides()).containsExactly("inbox.db.damaged-20260101-000000-000");
		assertThat(this.directory.resolve(asides().get(0))).content().startsWith("something else");
		assertThat(output.toString().split("WARN", -1)).hasSize(2);
		assertThat(output).contains("may be given to handlers again");
	}

	@Test
	void damagedFileIsMovedAsideWhileItIsInUse(CapturedOutput output) throws Exception {
		fillAndDamage();
		try (StoredInbox inbox = start(file())) {
			for (int i = 0; i < 3000; i++) {
				inbox.contains("payments", id("id" + i));
			}
			awaitRecovery(inbox);
			process(inbox, "a");
			assertThat(inbox.contains("payments", id("a"))).isTrue();
		}
		assertThat(asides()).hasSize(1);
		assertThat(output.toString().split("WARN", -1)).hasSize(2);
		try (StoredInbox inbox = start(file())) {
			assertThat(inbox.contains("payments", id("a"))).isTrue();
		}
	}

	/**
	 * Leaves the first pages as they are, so that the file can be opened.
	 */
	private void fillAndDamage() throws Exception {
		try (SqliteInboxStore store = SqliteInboxStore.open(file(), MAX_SIZE, this.clock)) {
			store.commit(IntStream.range(0, 3000)
				.mapToObj((i) -> new InboxEntry("payments", id("id" + i), Long.MAX_VALUE))
				.toList());
		}
		try (RandomAccessFile access = new RandomAccessFile(file().toFile(), "rw")) {
			int page = DatabaseKind.INBOX.pageSize();
			for (long position = 12L * page; position < access.length(); position += page) {
				access.seek(position);
				access.write(new byte[page / 2]);
			}
		}
	}

	@Test
	void pathThatCannotBeWrittenIsNoFailedStart(CapturedOutput output) throws Exception {
		Path obstacle = Files.createFile(this.directory.resolve("obstacle"));
		try (StoredInbox inbox = start(obstacle.resolve("inbox.db"))) {
			assertThat(inbox.state().available()).isFalse();
			assertThat(inbox.state().lastError()).contains("cannot be created or written");
			process(inbox, "a");
			assertThat(inbox.contains("payments", id("b"))).isFalse();
			Files.delete(obstacle);
			awaitRecovery(inbox);
			assertThat(inbox.contains("payments", id("a"))).isTrue();
		}
		assertThat(output.toString().split("WARN", -1)).hasSize(2);
		assertThat(output).contains("'robust.kafka.inbox.path'").contains("The inbox works again");
	}

	@Test
	void aSecondProcessIsNoFailedStart() throws Exception {
		SqliteInboxStore.open(file(), MAX_SIZE, this.clock).close();
		try (JavaProcess owner = JavaProcess.start(List.of(), InboxCrashTests.Listener.class, file().toString())) {
			assertThat(owner.nextLine()).isNotNull();
			try (StoredInbox inbox = start(file())) {
				assertThat(inbox.state().available()).isFalse();
				assertThat(inbox.state().lastError())
					.isEqualTo("The inbox '" + file() + "' is in use by process " + owner.pid() + ".");
				process(inbox, "a");
				owner.kill();
				awaitRecovery(inbox);
				assertThat(inbox.contains("payments", id("a"))).isTrue();
			}
		}
	}

	@Test
	void aSecondInboxOfTheProcessIsNoFailedStart() {
		try (StoredInbox owner = start(file()); StoredInbox inbox = start(file())) {
			assertThat(owner.state().available()).isTrue();
			assertThat(inbox.state().lastError()).contains("is in use by another inbox of this process");
		}
	}

	@Test
	void lockOfAnotherProgramHoldsUpNoHandler() throws Exception {
		try (StoredInbox inbox = start(file()); Connection other = TestOutbox.connect(file())) {
			SqliteDatabase.execute(other, "BEGIN IMMEDIATE");
			process(inbox, "a");
			assertThat(inbox.state().lastError()).contains("SQLITE_BUSY");
			SqliteDatabase.execute(other, "ROLLBACK");
			awaitRecovery(inbox);
		}
	}

	@Test
	void databaseOfSomethingElseIsLeftAlone() throws Exception {
		TestOutbox.execute(file(), "CREATE TABLE customer (id INTEGER)");
		try (StoredInbox inbox = start(file())) {
			assertThat(inbox.state().lastError()).contains("has no table 'inbox', but [customer]");
			process(inbox, "a");
		}
		assertThat(TestOutbox.query(file(), "SELECT name FROM sqlite_schema")).containsExactly("customer");
		assertThat(asides()).isEmpty();
	}

	@Test
	@DisabledOnOs(OS.WINDOWS)
	void fileThatWasRemovedIsMadeAnew() throws Exception {
		try (StoredInbox inbox = start(file())) {
			process(inbox, "a");
			Files.delete(file());
			Awaitility.await().until(() -> {
				this.clock.advance(Duration.ofSeconds(30));
				process(inbox, "b");
				return Files.exists(file()) && inbox.state().available();
			});
			assertThat(inbox.state().lastError()).contains("was removed or replaced");
			process(inbox, "c");
			assertThat(inbox.contains("payments", id("c"))).isTrue();
		}
	}

	@Test
	void fileStaysWithinItsSize() throws Exception {
		try (StoredInbox inbox = start(file())) {
			for (int batch = 0; batch < 40; batch++) {
				for (int i = 0; i < 999; i++) {
					inbox.add("payments", id("record-with-a-usual-id-" + batch + "-" + i), Duration.ofDays(1), () -> {
					});
				}
				process(inbox, "record-with-a-usual-id-" + batch);
				this.clock.advance(Duration.ofSeconds(1));
			}
			assertThat(inbox.contains("payments", id("record-with-a-usual-id-0"))).isFalse();
			assertThat(inbox.contains("payments", id("record-with-a-usual-id-39"))).isTrue();
			assertThat(inbox.state().shortenedBy()).isPositive();
			Awaitility.await().until(() -> inbox.state().size() <= MAX_SIZE);
		}
		assertThat(Files.size(file())).isLessThan(2 * MAX_SIZE);
	}

}
