package io.github.robustkafka.autoconfigure.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.context.support.GenericApplicationContext;

import io.github.robustkafka.outbox.TestRecords;
import io.github.robustkafka.outbox.WriteBatch;
import io.github.robustkafka.sqlite.Durability;
import io.github.robustkafka.sqlite.SqliteOutboxStore;
import io.github.robustkafka.sqlite.SqliteSettings;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the commands that need the file alone.
 */
class FileCommandsTests {

	@TempDir
	private Path directory;

	private Path file;

	private final List<String> lines = new ArrayList<>();

	@BeforeEach
	void nameFile() {
		this.file = this.directory.resolve("outbox.db");
	}

	private SqliteSettings settings() {
		return new SqliteSettings(this.file, Durability.POWER_LOSS, Duration.ZERO, 1L << 30);
	}

	private int run(Command command) {
		List<Integer> codes = new ArrayList<>();
		this.lines.clear();
		new CommandRunner(new CommandOutput(this.lines::add), codes::add).run(command, settings(),
				Duration.ofSeconds(1), new GenericApplicationContext());
		assertThat(codes).hasSize(1);
		return codes.get(0);
	}

	private void append(String topic, long first, long last) {
		try (SqliteOutboxStore store = SqliteOutboxStore.open(settings())) {
			WriteBatch batch = new WriteBatch(TestRecords.APPENDED_AT);
			LongStream.rangeClosed(first, last)
				.forEach((position) -> batch.appends().add(TestRecords.sized(position, topic, 1000)));
			store.commit(batch);
		}
	}

	private void damage(int from, int to) throws IOException {
		byte[] content = Files.readAllBytes(this.file);
		Arrays.fill(content, from, to, (byte) 0xff);
		Files.write(this.file, content);
	}

	@Test
	void inspectTellsStatesAndTopics() {
		append("orders", 1, 30);
		append("payments", 31, 35);
		assertThat(run(Command.INSPECT)).isZero();
		assertThat(this.lines).anyMatch((line) -> line.matches("Outbox +\\Q" + this.file + "\\E"))
			.anyMatch((line) -> line.matches("Schema version +2"))
			.anyMatch((line) -> line.matches("Pending +35, \\d+ bytes, the oldest of 2023-11-14T22:13:20Z"))
			.anyMatch((line) -> line.matches("Acknowledged +none"))
			.anyMatch((line) -> line.matches("  to orders +30, .*"))
			.anyMatch((line) -> line.matches("  to payments +5, .*"))
			.anyMatch((line) -> line.matches("Damage +none found"));
	}

	@Test
	void inspectChangesNoByteOfTheFile() throws IOException {
		append("orders", 1, 30);
		byte[] before = Files.readAllBytes(this.file);
		run(Command.INSPECT);
		assertThat(this.file).hasBinaryContent(before);
	}

	@Test
	void inspectReadsAnOutboxThatIsInUse() {
		append("orders", 1, 5);
		try (SqliteOutboxStore store = SqliteOutboxStore.open(settings())) {
			assertThat(run(Command.INSPECT)).isZero();
			assertThat(this.lines).anyMatch((line) -> line.endsWith(", in use by an application"))
				.anyMatch((line) -> line.matches("Pending +5, .*"));
			assertThat(store.countPending()).isEqualTo(5);
		}
	}

	@Test
	void inspectTellsOfDamage() throws IOException {
		append("orders", 1, 100);
		int size = (int) Files.size(this.file);
		damage(size - 16 * 1024, size - 15 * 1024);
		assertThat(run(Command.INSPECT)).isEqualTo(1);
		assertThat(this.lines).anyMatch((line) -> line.startsWith("Damage") && !line.contains("none"));
	}

	@Test
	void commandsMakeNoOutboxWhereThereIsNone() {
		for (Command command : Command.values()) {
			assertThat(run(command)).isEqualTo(1);
			assertThat(this.lines).anyMatch((line) -> line.startsWith("There is no outbox at"));
			assertThat(this.directory).isEmptyDirectory();
		}
	}

	@Test
	void salvageLeavesASoundOutboxAlone() throws IOException {
		append("orders", 1, 10);
		byte[] before = Files.readAllBytes(this.file);
		assertThat(run(Command.SALVAGE)).isZero();
		assertThat(this.lines).singleElement().asString().endsWith("is sound. Nothing was changed.");
		assertThat(this.file).hasBinaryContent(before);
	}

	@Test
	void salvageTellsWhatItSavedAndWhatNot() throws IOException {
		append("orders", 1, 1000);
		int page = (int) Files.size(this.file) / 2 / (16 * 1024) * (16 * 1024);
		damage(page, page + 100);
		assertThat(run(Command.SALVAGE)).isEqualTo(1);
		assertThat(this.lines).anyMatch((line) -> line.matches("Saved +9\\d\\d records: 9\\d\\d pending, .*"))
			.anyMatch((line) -> line.matches("Cannot be read +\\d\\d positions"))
			.anyMatch((line) -> line.matches("Damaged file .*outbox.db.damaged-.*, kept"));
		assertThat(run(Command.INSPECT)).as("the new file is sound").isZero();
	}

	@Test
	void salvageIsRefusedWhileAnApplicationHasTheOutboxOpen() {
		append("orders", 1, 10);
		try (SqliteOutboxStore store = SqliteOutboxStore.open(settings())) {
			assertThat(run(Command.SALVAGE)).isEqualTo(1);
			assertThat(this.lines).anyMatch((line) -> line.contains("is in use by"));
			assertThat(store.countPending()).isEqualTo(10);
		}
	}

}
