package io.github.robustkafka.sqlite;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import io.github.robustkafka.RobustKafkaStartException;
import io.github.robustkafka.outbox.FailedRecord;
import io.github.robustkafka.outbox.TestRecords;
import io.github.robustkafka.outbox.WriteBatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of what is saved from a damaged database file.
 */
class SalvageTests {

	private static final int PAGE_SIZE = SqliteSettings.PAGE_SIZE;

	@TempDir
	private Path directory;

	private Path file;

	@BeforeEach
	void nameFile() {
		this.file = this.directory.resolve("outbox.db");
	}

	private SqliteSettings settings(OnDamage onDamage) {
		return new SqliteSettings(this.file, Durability.POWER_LOSS, Duration.ofDays(1), 1L << 30, onDamage);
	}

	private void makeOutbox(int records) {
		try (SqliteOutboxStore store = SqliteOutboxStore.open(settings(OnDamage.STOP))) {
			TestOutbox.append(store,
					LongStream.rangeClosed(1, records)
						.mapToObj((position) -> TestRecords.sized(position, TestOutbox.TOPIC, 1000))
						.toList());
		}
	}

	private byte[] change(Change change) throws IOException {
		byte[] content = Files.readAllBytes(this.file);
		change.in(content);
		Files.write(this.file, content);
		return content;
	}

	/**
	 * Makes garbage of the beginning of the page that has the record.
	 */
	private void damagePageOf(long position) throws IOException {
		byte[] id = OutboxRow.toBytes(TestRecords.recordId(position));
		change((content) -> {
			int at = new String(content, StandardCharsets.ISO_8859_1)
				.indexOf(new String(id, StandardCharsets.ISO_8859_1) + TestOutbox.TOPIC);
			assertThat(at).isPositive();
			int page = at / PAGE_SIZE;
			Arrays.fill(content, page * PAGE_SIZE, page * PAGE_SIZE + 100, (byte) 0xff);
		});
	}

	private List<String> names() throws IOException {
		try (Stream<Path> files = Files.list(this.directory)) {
			return files.map((path) -> path.getFileName().toString().replaceAll("[0-9]{4,}.*", "TIME"))
				.sorted()
				.toList();
		}
	}

	@Test
	void fileWithAGarbledBeginningIsSalvagedWhole() throws IOException {
		makeOutbox(100);
		change((content) -> Arrays.fill(content, 0, 600, (byte) 7));
		assertThatExceptionOfType(RobustKafkaStartException.class)
			.isThrownBy(() -> SqliteOutboxStore.open(settings(OnDamage.STOP)))
			.withMessageContaining("SQLITE_NOTADB");
		try (SqliteOutboxStore store = SqliteOutboxStore.open(settings(OnDamage.SET_ASIDE))) {
			assertThat(TestOutbox.positions(TestOutbox.read(store)))
				.isEqualTo(LongStream.rangeClosed(1, 100).boxed().toList());
			assertThat(store.damage()).contains("100 records were saved").contains("None is known to be lost");
		}
		assertThat(names()).containsExactly("outbox.db", "outbox.db.damaged-TIME", "outbox.db.lock");
	}

	@Test
	void recordsAroundADamagedPageAreSalvagedByHand() throws IOException {
		makeOutbox(2000);
		damagePageOf(700);
		damagePageOf(1500);
		SalvageReport report = SqliteOutboxes.salvage(settings(OnDamage.STOP));
		assertThat(report.pending()).isBetween(1950L, 1980L);
		assertThat(report.unreadable()).isEqualTo(2000 - report.pending());
		assertThat(report.isComplete()).isFalse();
		assertThat(report.keptAs()).exists();
		try (SqliteOutboxStore store = SqliteOutboxStore.open(settings(OnDamage.STOP))) {
			assertThat(TestOutbox.read(store).records()).hasSize((int) report.pending());
			assertThat(TestOutbox.read(store).corrupt()).isEmpty();
			assertThat(store.lastPosition()).isEqualTo(2000);
		}
	}

	@Test
	void eachStateIsKeptAndRecordsThatDoNotFitTheirChecksumStayBehind() throws Exception {
		makeOutbox(5);
		try (SqliteOutboxStore store = SqliteOutboxStore.open(settings(OnDamage.STOP))) {
			TestOutbox.acknowledge(store, 1, 1);
			WriteBatch batch = new WriteBatch(TestRecords.APPENDED_AT);
			batch.failures().add(new WriteBatch.Failure(2, "too large"));
			store.commit(batch);
		}
		TestOutbox.execute(this.file, "UPDATE outbox SET value = zeroblob(7) WHERE position = 3");
		SalvageReport report = SqliteOutboxes.salvage(settings(OnDamage.STOP));
		assertThat(report).isEqualTo(new SalvageReport(2, 1, 1, 1, 0, 0, report.keptAs()));
		try (SqliteOutboxStore store = SqliteOutboxStore.open(settings(OnDamage.STOP))) {
			assertThat(store.findFailed(0, 10)).extracting(FailedRecord::reason).containsExactly("too large");
		}
		assertThat(TestOutbox.query(this.file, "SELECT position, state, acknowledged_offset FROM outbox"))
			.containsExactly("1 acknowledged 1", "2 failed null", "4 pending null", "5 pending null");
	}

	@Test
	void fileThatWasCutKeepsWhatIsInItsFirstHalf() throws IOException {
		makeOutbox(1000);
		byte[] content = Files.readAllBytes(this.file);
		Files.write(this.file, Arrays.copyOf(content, content.length / 2));
		SalvageReport report = SqliteOutboxes.salvage(settings(OnDamage.STOP));
		assertThat(report.pending()).isBetween(300L, 600L);
		assertThat(report.pending() + report.unreadable()).isGreaterThanOrEqualTo(1000);
	}

	@Test
	void fileOfSomethingElseIsNotTouched() throws IOException {
		byte[] letter = "Dear reader, ".repeat(5000).getBytes(StandardCharsets.UTF_8);
		Files.write(this.file, letter);
		assertThatExceptionOfType(RobustKafkaStartException.class)
			.isThrownBy(() -> SqliteOutboxStore.open(settings(OnDamage.SET_ASIDE)))
			.withMessageContaining("SQLITE_NOTADB");
		assertThat(this.file).hasBinaryContent(letter);
		assertThat(names()).containsExactly("outbox.db", "outbox.db.lock");
	}

	@Test
	void databaseOfSomethingElseIsNotSalvagedByHand() throws Exception {
		TestOutbox.execute(this.file, "CREATE TABLE customers (name TEXT)", "INSERT INTO customers VALUES ('Ann')");
		byte[] before = Files.readAllBytes(this.file);
		assertThatExceptionOfType(RobustKafkaStartException.class)
			.isThrownBy(() -> SqliteOutboxes.salvage(settings(OnDamage.STOP)))
			.withMessageContaining("Nothing was changed");
		assertThat(this.file).hasBinaryContent(before);
		assertThat(SqliteOutboxes.inspect(this.file).damage()).singleElement()
			.asString()
			.startsWith("No outbox can be read in the file");
	}

	@Test
	void salvageThatWasInterruptedIsCompletedOrBegunAgain() throws IOException {
		makeOutbox(100);
		change((content) -> Arrays.fill(content, 0, 600, (byte) 7));
		Salvage salvage = new Salvage(settings(OnDamage.STOP), this.file, Clock.systemUTC());
		byte[] damaged = Files.readAllBytes(this.file);
		salvage.prepare();
		assertThat(this.file).as("before it is complete").hasBinaryContent(damaged);
		salvage.prepare();
		Files.move(this.directory.resolve("outbox.db.salvaging"), this.directory.resolve("outbox.db.salvaged"));
		Files.writeString(this.directory.resolve("outbox.db-wal"), "the old log");
		try (SqliteOutboxStore store = SqliteOutboxStore.open(settings(OnDamage.STOP))) {
			assertThat(TestOutbox.read(store).records()).hasSize(100);
		}
	}

	@Test
	void soundOutboxLosesNothingWhenItIsSalvaged() throws IOException {
		makeOutbox(50);
		List<Long> expected = new ArrayList<>(LongStream.rangeClosed(1, 50).boxed().toList());
		SalvageReport report = SqliteOutboxes.salvage(settings(OnDamage.STOP));
		assertThat(report.isComplete()).isTrue();
		try (SqliteOutboxStore store = SqliteOutboxStore.open(settings(OnDamage.STOP))) {
			assertThat(TestOutbox.positions(TestOutbox.read(store))).isEqualTo(expected);
		}
	}

	private interface Change {

		void in(byte[] content);

	}

}
