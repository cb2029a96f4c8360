package io.github.robustkafka.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

import io.github.robustkafka.RobustKafkaStartException;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link DatabaseFile}.
 */
class DatabaseFileTests {

	@TempDir
	private Path directory;

	@Test
	@DisabledOnOs(OS.WINDOWS)
	void directoriesAndFilesAreForTheirOwnerOnly() throws Exception {
		Path file = this.directory.resolve("a/b/outbox.db");
		try (SqliteOutboxStore store = TestOutbox.open(file)) {
			TestOutbox.append(store, 1);
			assertThat(store.countPending()).isEqualTo(1);
			assertThat(permissions(file.getParent().getParent())).isEqualTo("rwx------");
			assertThat(permissions(file.getParent())).isEqualTo("rwx------");
			for (String name : List.of("outbox.db", "outbox.db-wal", "outbox.db-shm", "outbox.db.lock")) {
				assertThat(permissions(file.resolveSibling(name))).as(name).isEqualTo("rw-------");
			}
		}
	}

	@Test
	@DisabledOnOs(OS.WINDOWS)
	void permissionsOfWhatExistsAreKept() throws Exception {
		Path file = this.directory.resolve("outbox.db");
		TestOutbox.open(file).close();
		Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
		Files.setPosixFilePermissions(this.directory, PosixFilePermissions.fromString("rwxr-x---"));
		TestOutbox.open(file).close();
		assertThat(permissions(file)).isEqualTo("rw-r-----");
		assertThat(permissions(this.directory)).isEqualTo("rwxr-x---");
	}

	private static String permissions(Path path) throws IOException {
		return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
	}

	@ParameterizedTest
	@ValueSource(strings = { "with blank.db", "with#hash.db", "with%20percent.db", "with'quote.db", "with;semicolon.db",
			"mode=memory.db", "ünïcode.db" })
	void unusualNamesAreTakenAsTheyAre(String name) {
		Path file = this.directory.resolve(name);
		try (SqliteOutboxStore store = TestOutbox.open(file)) {
			TestOutbox.append(store, 1);
		}
		assertThat(file).isRegularFile();
		try (SqliteOutboxStore store = TestOutbox.open(file)) {
			assertThat(store.countPending()).isEqualTo(1);
		}
	}

	@Test
	@DisabledOnOs(OS.WINDOWS)
	void pathWithSettingsOfTheDriverIsRefused() {
		Path file = this.directory.resolve("outbox.db?journal_mode=OFF");
		assertThatRefused(file).withMessageContaining("'?'");
		assertThat(this.directory).isEmptyDirectory();
	}

	@ParameterizedTest
	@ValueSource(strings = { ":memory:", ":resource:x.db", "file:x.db" })
	@DisabledOnOs(OS.WINDOWS)
	void wordsOfTheDriverAreNamesOfFiles(String name) {
		Path file = this.directory.resolve(name);
		TestOutbox.open(file).close();
		assertThat(file).isRegularFile();
	}

	@Test
	void directoryAsPathIsRefused() {
		assertThatRefused(this.directory).withMessage("The outbox path '%s' is a directory, not a file.",
				this.directory);
	}

	@Test
	void rootAsPathIsRefused() {
		assertThatRefused(this.directory.getRoot()).withMessageContaining("is not a file");
	}

	@Test
	@DisabledOnOs(OS.WINDOWS)
	void symbolicLinkAsPathIsRefused() throws Exception {
		Path target = this.directory.resolve("target.db");
		Path link = Files.createSymbolicLink(this.directory.resolve("outbox.db"), target);
		assertThatRefused(link).withMessage("The outbox path '%s' is a symbolic link, not a file.", link);
		assertThat(target).doesNotExist();
	}

	@Test
	void pathBelowAFileIsRefused() throws Exception {
		Path file = Files.createFile(this.directory.resolve("file"));
		assertThatRefused(file.resolve("sub/outbox.db")).withMessageContaining("cannot be created or written")
			.withCauseInstanceOf(IOException.class);
	}

	private static ThrowableAssertAlternative<RobustKafkaStartException> assertThatRefused(Path file) {
		return assertThatExceptionOfType(RobustKafkaStartException.class).isThrownBy(() -> TestOutbox.open(file))
			.satisfies((ex) -> assertThat(ex.action()).contains("'robust.kafka.outbox.path'"));
	}

}
