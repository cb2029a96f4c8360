package io.github.robustkafka.sqlite;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import io.github.robustkafka.RobustKafkaStartException;
import io.github.robustkafka.outbox.OutboxHeaders;
import io.github.robustkafka.outbox.OutboxRecord;
import io.github.robustkafka.outbox.PendingRecord;
import io.github.robustkafka.outbox.TestRecords;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of what a start does with a damaged write-ahead log. Each log is a real one, as a
 * killed process leaves it, with some of its bytes changed.
 */
class WalDamageTests {

	private static final int FLIPPED_BITS = Integer.getInteger("robust.bits", 12);

	private static final int RECORDS = 20;

	private static final int FRAME_SIZE = 24 + SqliteSettings.PAGE_SIZE;

	@TempDir
	private Path directory;

	private Path file;

	private Path log;

	private byte[] soundFile;

	private byte[] soundLog;

	/**
	 * An outbox whose process died after 20 commits of one record each.
	 */
	@BeforeEach
	void leaveOutbox() throws IOException {
		Path living = this.directory.resolve("living.db");
		this.file = this.directory.resolve("outbox.db");
		this.log = this.directory.resolve("outbox.db-wal");
		try (SqliteOutboxStore store = TestOutbox.open(living)) {
			for (long position = 1; position <= RECORDS; position++) {
				TestOutbox.append(store, List.of(record(position)));
			}
			this.soundFile = Files.readAllBytes(living);
			this.soundLog = Files.readAllBytes(this.directory.resolve("living.db-wal"));
		}
		restore();
	}

	private void restore() throws IOException {
		try (Stream<Path> old = Files.list(this.directory)) {
			for (Path path : old.filter((path) -> path.getFileName().toString().startsWith("outbox.db")).toList()) {
				Files.delete(path);
			}
		}
		Files.write(this.file, this.soundFile);
		Files.write(this.log, this.soundLog);
	}

	private static PendingRecord record(long position) {
		byte[] value = Arrays.copyOf(marker(position), 3000);
		return TestRecords.pending(position, new OutboxRecord(TestRecords.recordId(position), TestOutbox.TOPIC, null,
				null, value, OutboxHeaders.NONE, position, null));
	}

	private static byte[] marker(long position) {
		return ("<value of " + position + ">").getBytes(StandardCharsets.UTF_8);
	}

	private SqliteOutboxStore open(OnDamage onDamage) {
		return open(onDamage, Durability.POWER_LOSS);
	}

	private SqliteOutboxStore open(OnDamage onDamage, Durability durability) {
		return SqliteOutboxStore.open(new SqliteSettings(this.file, durability, Duration.ZERO, 1L << 30, onDamage));
	}

	private void damageLog(int at) throws IOException {
		byte[] content = this.soundLog.clone();
		content[at] ^= 16;
		Files.write(this.log, content);
	}

	/**
	 * Where the first frame that has the record has its value.
	 */
	private int placeOf(long position) {
		int place = indexOf(this.soundLog, marker(position));
		assertThat(place).isPositive();
		return place + 2000;
	}

	private static int indexOf(byte[] content, byte[] marker) {
		for (int i = 0; i < content.length - marker.length; i++) {
			if (Arrays.equals(content, i, i + marker.length, marker, 0, marker.length)) {
				return i;
			}
		}
		return -1;
	}

	private static List<Long> positions(SqliteOutboxStore store) {
		return TestOutbox.read(store).records().stream().map((pending) -> {
			assertThat(pending.record()).usingRecursiveComparison().isEqualTo(record(pending.position()).record());
			return pending.position();
		}).toList();
	}

	private static List<Long> all() {
		return LongStream.rangeClosed(1, RECORDS).boxed().toList();
	}

	@Test
	void soundLogIsOpened() {
		try (SqliteOutboxStore store = open(OnDamage.STOP)) {
			assertThat(positions(store)).isEqualTo(all());
			assertThat(store.damage()).isNull();
		}
	}

	@Test
	void damageThatCommitsFollowStopsTheStartAndChangesNothing() throws IOException {
		damageLog(placeOf(5));
		byte[] damaged = Files.readAllBytes(this.log);
		assertThatExceptionOfType(RobustKafkaStartException.class).isThrownBy(() -> open(OnDamage.STOP))
			.withMessageContaining("write-ahead log")
			.withMessageContaining("does not fit its checksum")
			.satisfies((ex) -> assertThat(ex.action()).contains("--robust.kafka.command=salvage"));
		assertThat(this.log).hasBinaryContent(damaged);
		assertThat(this.file).hasBinaryContent(this.soundFile);
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void recordsOfADamagedLogAreSalvagedWhenThatIsConfigured(CapturedOutput output) throws IOException {
		int place = placeOf(RECORDS);
		int frame = (place - 32) / FRAME_SIZE;
		damageLog(32 + (frame - 4) * FRAME_SIZE + 24 + 9000);
		byte[] damaged = Files.readAllBytes(this.log);
		try (SqliteOutboxStore store = open(OnDamage.SET_ASIDE)) {
			assertThat(positions(store)).as("also what is behind the damage").isEqualTo(all());
			assertThat(store.damage()).contains("20 records were saved");
			assertThat(store.lastPosition()).isEqualTo(RECORDS);
		}
		assertThat(output).containsOnlyOnce("was damaged").contains("20 records were saved (20 pending");
		assertThat(kept("-wal")).hasBinaryContent(damaged);
		assertThat(kept("")).hasBinaryContent(this.soundFile);
		try (SqliteOutboxStore store = open(OnDamage.STOP)) {
			assertThat(positions(store)).isEqualTo(all());
			assertThat(store.damage()).isNull();
		}
	}

	private Path kept(String suffix) throws IOException {
		try (Stream<Path> files = Files.list(this.directory)) {
			return files
				.filter((path) -> path.getFileName().toString().matches("outbox\\.db\\.damaged-[0-9-]+" + suffix))
				.findFirst()
				.orElseThrow();
		}
	}

	/**
	 * Flips one bit after another anywhere in the log.
	 */
	@Test
	void noFlippedBitOfTheLogLosesARecordInSilence() throws IOException {
		Random random = new Random(7);
		int refused = 0;
		for (int i = 0; i < FLIPPED_BITS; i++) {
			restore();
			int place = random.nextInt(this.soundLog.length - 2 * FRAME_SIZE);
			damageLog(place);
			try (SqliteOutboxStore store = open(OnDamage.STOP)) {
				assertThat(positions(store)).as("byte %d", place).hasSizeGreaterThanOrEqualTo(RECORDS - 1);
			}
			catch (RobustKafkaStartException ex) {
				refused++;
			}
			try (SqliteOutboxStore store = open(OnDamage.SET_ASIDE)) {
				assertThat(positions(store)).as("byte %d", place).hasSizeGreaterThanOrEqualTo(RECORDS - 1);
			}
		}
		assertThat(refused).isGreaterThan(FLIPPED_BITS * 5 / 6);
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void tornLastTransactionIsDroppedAndToldOf(CapturedOutput output) throws IOException {
		damageLog(this.soundLog.length - 100);
		try (SqliteOutboxStore store = open(OnDamage.STOP)) {
			assertThat(positions(store)).hasSize(RECORDS - 1);
		}
		assertThat(output).contains("are not whole and are dropped");
	}

	@Test
	void logThatWasCutInItsLastTransactionIsOpened() throws IOException {
		for (int bytes = 1; bytes < FRAME_SIZE; bytes += 1500) {
			restore();
			Files.write(this.log, Arrays.copyOf(this.soundLog, this.soundLog.length - bytes));
			try (SqliteOutboxStore store = open(OnDamage.STOP)) {
				assertThat(positions(store)).hasSize(RECORDS - 1);
			}
		}
	}

	@Test
	void damagedHeaderOfTheLogIsFoundAndItsRecordsAreSalvaged() throws IOException {
		for (int at = 0; at < 32; at += 3) {
			restore();
			damageLog(at);
			assertThatExceptionOfType(RobustKafkaStartException.class).as("byte %d", at)
				.isThrownBy(() -> open(OnDamage.STOP))
				.withMessageContaining("its header");
			try (SqliteOutboxStore store = open(OnDamage.SET_ASIDE)) {
				assertThat(positions(store)).isEqualTo(all());
			}
		}
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void withDurabilityProcessCrashDamageIsToldOfOnly(CapturedOutput output) throws IOException {
		damageLog(placeOf(5));
		try (SqliteOutboxStore store = open(OnDamage.STOP, Durability.PROCESS_CRASH)) {
			assertThat(positions(store)).isEqualTo(List.of(1L, 2L, 3L, 4L));
		}
		assertThat(output).contains("the last records may be missing");
	}

	@Test
	void remainsOfAnEarlierUseOfTheLogAreNotTakenForDamage() throws IOException {
		Path living = this.directory.resolve("small.db");
		SqliteSettings small = new SqliteSettings(living, Durability.POWER_LOSS, Duration.ZERO, 1L << 20);
		List<Long> expected = new ArrayList<>();
		try (SqliteOutboxStore store = SqliteOutboxStore.open(small)) {
			for (long position = 1; position <= 30; position++) {
				TestOutbox.append(store, List.of(record(position)));
				expected.add(position);
				Files.copy(living, this.file, StandardCopyOption.REPLACE_EXISTING);
				Files.copy(this.directory.resolve("small.db-wal"), this.log, StandardCopyOption.REPLACE_EXISTING);
				try (SqliteOutboxStore crashed = open(OnDamage.STOP)) {
					assertThat(positions(crashed)).isEqualTo(expected);
				}
			}
		}
	}

}
