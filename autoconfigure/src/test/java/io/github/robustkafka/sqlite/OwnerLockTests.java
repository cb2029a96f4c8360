package io.github.robustkafka.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.github.robustkafka.RobustKafkaStartException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link OwnerLock}.
 */
class OwnerLockTests {

	@TempDir
	private Path directory;

	private Path file;

	@BeforeEach
	void makeOutbox() {
		this.file = this.directory.resolve("outbox.db");
		TestOutbox.open(this.file).close();
	}

	@Test
	void secondProcessIsRefusedAsLongAsTheFirstLives() throws Exception {
		try (JavaProcess owner = JavaProcess.start(List.of(), Owner.class, this.file.toString())) {
			assertThat(owner.nextLine()).isEqualTo("open");
			assertThatExceptionOfType(RobustKafkaStartException.class).isThrownBy(() -> TestOutbox.open(this.file))
				.withMessage("The outbox '%s' is in use by process %d.", this.file, owner.pid())
				.satisfies((ex) -> assertThat(ex.action()).contains("'robust.kafka.outbox.path'"));
			owner.kill();
			TestOutbox.open(this.file).close();
		}
	}

	@Test
	void processIsRefusedAfterAnotherStoreOfTheOwnerWasRefused() throws Exception {
		try (SqliteOutboxStore owner = TestOutbox.open(this.file)) {
			assertThatExceptionOfType(RobustKafkaStartException.class).isThrownBy(() -> TestOutbox.open(this.file));
			assertThat(openInAnotherProcess()).isEqualTo("refused");
			assertThat(owner.countPending()).isZero();
		}
		assertThat(openInAnotherProcess()).isEqualTo("open");
	}

	private String openInAnotherProcess() throws Exception {
		try (JavaProcess process = JavaProcess.start(List.of(), Owner.class, this.file.toString())) {
			return process.nextLine();
		}
	}

	@Test
	void secondStoreOfTheProcessIsRefused() {
		try (SqliteOutboxStore owner = TestOutbox.open(this.file)) {
			assertThatExceptionOfType(RobustKafkaStartException.class).isThrownBy(() -> TestOutbox.open(this.file))
				.withMessage("The outbox '%s' is in use by another outbox of this process.", this.file);
			assertThat(owner.countPending()).isZero();
		}
		TestOutbox.open(this.file).close();
	}

	@Test
	void anotherWayToTheSameDirectoryIsTheSameOutbox() throws Exception {
		Path link = Files.createSymbolicLink(this.directory.resolve("link"), this.directory);
		try (SqliteOutboxStore owner = TestOutbox.open(this.file)) {
			assertThatExceptionOfType(RobustKafkaStartException.class)
				.isThrownBy(() -> TestOutbox.open(link.resolve("outbox.db")));
			assertThat(owner.countPending()).isZero();
		}
	}

	@Test
	void lockIsFreeAgainWhenOpeningFails() throws Exception {
		TestOutbox.execute(this.file, "PRAGMA user_version = 1000");
		assertThatExceptionOfType(RobustKafkaStartException.class).isThrownBy(() -> TestOutbox.open(this.file))
			.withMessageContaining("1000");
		TestOutbox.execute(this.file, "PRAGMA user_version = " + SqliteSchema.VERSION);
		TestOutbox.open(this.file).close();
	}

	@Test
	void recoveryKeepsTheLock() throws Exception {
		try (SqliteOutboxStore owner = TestOutbox.open(this.file)) {
			owner.recover();
			assertThat(openInAnotherProcess()).isEqualTo("refused");
		}
	}

	/**
	 * Opens the outbox and keeps it until it is killed.
	 */
	static final class Owner {

		public static void main(String[] arguments) throws IOException {
			try (SqliteOutboxStore store = TestOutbox.open(Path.of(arguments[0]))) {
				store.countPending();
				JavaProcess.answer().println("open");
				System.in.read();
			}
			catch (RobustKafkaStartException ex) {
				JavaProcess.answer().println("refused");
			}
		}

	}

}
