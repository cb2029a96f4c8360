package io.github.robustkafka.sqlite;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.LongStream;

import io.github.robustkafka.KeyHash;
import io.github.robustkafka.RobustKafkaStartException;
import io.github.robustkafka.outbox.FailedRecord;
import io.github.robustkafka.outbox.OutboxHeaders;
import io.github.robustkafka.outbox.OutboxRecord;
import io.github.robustkafka.outbox.PendingPage;
import io.github.robustkafka.outbox.PendingRecord;
import io.github.robustkafka.outbox.StoreException;
import io.github.robustkafka.outbox.TestRecords;
import io.github.robustkafka.outbox.TopicBacklog;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of what the store does with a damaged file.
 */
class DamageTests {

	private static final int FLIPPED_BITS = Integer.getInteger("robust.bits", 12);

	private static final int PAGE_SIZE = SqliteSettings.PAGE_SIZE;

	@TempDir
	private Path directory;

	private Path file;

	@BeforeEach
	void nameFile() {
		this.file = this.directory.resolve("outbox.db");
	}

	/**
	 * Makes an outbox of records with values of 1000 bytes, so that a page has about 14.
	 */
	private void makeOutbox(int records) {
		try (SqliteOutboxStore store = TestOutbox.open(this.file)) {
			TestOutbox.append(store, LongStream.rangeClosed(1, records).mapToObj(DamageTests::record).toList());
		}
	}

	private static PendingRecord record(long position) {
		byte[] value = Arrays.copyOf(marker(position), 1000);
		OutboxHeaders headers = OutboxHeaders.builder().add("h", new byte[] { 1, 2 }).build();
		return TestRecords.pending(position, new OutboxRecord(TestRecords.recordId(position), TestOutbox.TOPIC, null,
				null, value, headers, position, null));
	}

	private static byte[] marker(long position) {
		return ("<value of " + position + ">").getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * Where the value of the record is in the file.
	 */
	private int find(byte[] content, long position) {
		byte[] marker = marker(position);
		for (int i = 0; i < content.length - marker.length; i++) {
			if (Arrays.equals(content, i, i + marker.length, marker, 0, marker.length)) {
				return i;
			}
		}
		throw new AssertionError("Record " + position + " is not in the file");
	}

	private void change(Change change) throws IOException {
		byte[] content = Files.readAllBytes(this.file);
		change.in(content);
		Files.write(this.file, content);
	}

	private List<Long> damagePageOf(long position) throws IOException {
		List<Long> onPage = new ArrayList<>();
		change((content) -> {
			int page = find(content, position) / PAGE_SIZE;
			for (long other = 1; other <= 100; other++) {
				if (find(content, other) / PAGE_SIZE == page) {
					onPage.add(other);
				}
			}
			Arrays.fill(content, page * PAGE_SIZE, page * PAGE_SIZE + 100, (byte) 0xff);
		});
		return onPage;
	}

	@Test
	void flippedBitOfAValueSetsItsRecordAside() throws IOException {
		makeOutbox(5);
		change((content) -> content[find(content, 3) + 500] ^= 4);
		try (SqliteOutboxStore store = TestOutbox.open(this.file)) {
			PendingPage page = TestOutbox.read(store);
			assertThat(TestOutbox.positions(page)).containsExactly(1L, 2L, 4L, 5L);
			assertThat(page.corrupt()).containsExactly(3L);
			assertThat(page.corruptIds()).containsExactly(Map.entry(3L, TestRecords.recordId(3)));
			assertThat(TestOutbox.fail(store, 3).failed()).isEqualTo(1);
			assertThat(store.findFailed(0, 10)).extracting(FailedRecord::position).containsExactly(3L);
			assertThat(TestOutbox.acknowledge(store, 1, 5).acknowledged()).isEqualTo(4);
		}
	}

	@Test
	void keyThatCannotBeReadHidesNoFailedRecord() throws Exception {
		byte[] header = Arrays.copyOf(marker(1), 3 * PAGE_SIZE);
		OutboxRecord large = new OutboxRecord(TestRecords.recordId(1), TestOutbox.TOPIC, null, marker(3), null,
				OutboxHeaders.builder().add("h", header).build(), 1, null);
		try (SqliteOutboxStore store = TestOutbox.open(this.file)) {
			TestOutbox.append(store, List.of(TestRecords.pending(1, large), record(2)));
			TestOutbox.fail(store, 1);
			TestOutbox.fail(store, 2);
			assertThat(store.findFailed(0, 1)).extracting(FailedRecord::keyHash).containsExactly(KeyHash.of(marker(3)));
		}
		TestOutbox.execute(this.file, "VACUUM");
		change((content) -> {
			// The first row of a page ends there, with the number of its overflow page.
			int end = (find(content, 1) / PAGE_SIZE + 1) * PAGE_SIZE;
			Arrays.fill(content, end - Integer.BYTES, end, (byte) 0xff);
		});
		try (SqliteOutboxStore store = TestOutbox.open(this.file)) {
			assertThat(store.findFailed(0, 10)).extracting(FailedRecord::position).containsExactly(1L, 2L);
			assertThat(store.findFailed(0, 10)).extracting(FailedRecord::keyHash).containsOnlyNulls();
			assertThat(store.findFailed(TestRecords.recordId(1))).isNotNull();
			assertThat(store.readFailed(1)).isNull();
			assertThat(store.readFailed(2)).isNotNull();
		}
	}

	@Test
	void recordsBesideAPageThatCannotBeReadAreFound() throws IOException {
		makeOutbox(100);
		List<Long> lost = damagePageOf(50);
		try (SqliteOutboxStore store = TestOutbox.open(this.file)) {
			PendingPage page = TestOutbox.read(store);
			assertThat(lost).hasSizeGreaterThan(5);
			assertThat(page.corrupt()).isEqualTo(lost);
			assertThat(page.corruptIds()).as("from the index")
				.containsOnlyKeys(lost)
				.containsEntry(50L, TestRecords.recordId(50));
			assertThat(page.records()).hasSize(100 - lost.size());
			assertThat(TestOutbox.read(store).corrupt()).as("told once").isEmpty();
		}
	}

	@Test
	void changesOfRecordsThatCannotBeReadAreSkipped() throws IOException {
		makeOutbox(100);
		List<Long> lost = damagePageOf(50);
		try (SqliteOutboxStore store = TestOutbox.open(this.file)) {
			TestOutbox.read(store);
			assertThat(TestOutbox.fail(store, 50).failed()).isZero();
			assertThat(TestOutbox.acknowledge(store, 1, 20).acknowledged()).isEqualTo(20);
			TestOutbox.append(store, List.of(record(101)));
			assertThat(store.findPendingTopics(0)).extracting(TopicBacklog::oldestPosition).containsExactly(21L);
		}
	}

	@Test
	void damagedIndexIsBuiltAnewWhenTheFileIsOpened() throws Exception {
		makeOutbox(5);
		change((content) -> content[findInIndex(content)] = 'x');
		try (SqliteOutboxStore store = TestOutbox.open(this.file)) {
			assertThat(TestOutbox.positions(TestOutbox.read(store))).containsExactly(1L, 2L, 3L, 4L, 5L);
			assertThat(TestOutbox.acknowledge(store, 1, 5).acknowledged()).isEqualTo(5);
		}
	}

	@Test
	void damagedIndexIsBuiltAnewWhenItFailedACommit() throws Exception {
		makeOutbox(5);
		try (SqliteOutboxStore store = TestOutbox.open(this.file)) {
			executeWithoutIndex(
					"INSERT INTO outbox SELECT 6, state, size, checksum, timestamp, appended_at, NULL, NULL, "
							+ "NULL, NULL, NULL, randomblob(16), topic, NULL, NULL, headers, NULL, value "
							+ "FROM outbox WHERE position = 5");
			assertThatExceptionOfType(StoreException.class).isThrownBy(() -> TestOutbox.acknowledge(store, 1, 6))
				.withMessageContaining("SQLITE_CORRUPT_INDEX");
			store.recover();
			assertThat(store.countPending()).isEqualTo(6);
			assertThat(TestOutbox.acknowledge(store, 1, 6).acknowledged()).isEqualTo(6);
		}
	}

	@Test
	void rowThatAnIndexPromisesInVainIsToldUntilTheIndexIsBuiltAnew() throws Exception {
		makeOutbox(5);
		try (SqliteOutboxStore store = TestOutbox.open(this.file)) {
			executeWithoutIndex("DELETE FROM outbox WHERE position = 3");
			PendingPage page = TestOutbox.read(store);
			assertThat(TestOutbox.positions(page)).containsExactly(1L, 2L, 4L, 5L);
			assertThat(page.corrupt()).containsExactly(3L);
			store.maintain(TestRecords.APPENDED_AT);
			assertThat(store.countPending()).isEqualTo(4);
			assertThat(TestOutbox.read(store).corrupt()).isEmpty();
		}
	}

	/**
	 * Runs statements that leave the index of pending records as it is.
	 */
	private void executeWithoutIndex(String... statements) throws Exception {
		String rename = "UPDATE sqlite_schema SET sql = replace(sql, '''%s''', '''%s''') WHERE name = 'outbox_pending'";
		TestOutbox.execute(this.file, "PRAGMA writable_schema = ON", rename.formatted("pending", "nothing"));
		TestOutbox.execute(this.file, statements);
		TestOutbox.execute(this.file, "PRAGMA writable_schema = ON", rename.formatted("nothing", "pending"));
	}

	/**
	 * Where an index has the topic of record 3.
	 */
	private static int findInIndex(byte[] content) {
		String latin = new String(content, StandardCharsets.ISO_8859_1);
		// Unlike in a row, the position comes next.
		return latin.indexOf(TestOutbox.TOPIC + "\u0003");
	}

	/**
	 * Flips one bit after another anywhere in the file. Whatever happens then, no record
	 * is ever other than it was appended.
	 */
	@Test
	void noFlippedBitEverChangesARecord() throws IOException {
		makeOutbox(30);
		byte[] sound = Files.readAllBytes(this.file);
		Random random = new Random(42);
		int found = 0;
		for (int i = 0; i < FLIPPED_BITS; i++) {
			byte[] damaged = sound.clone();
			damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
			Files.write(this.file, damaged);
			found += drain();
		}
		assertThat(found).isGreaterThan(FLIPPED_BITS * 30 * 4 / 5);
	}

	/**
	 * Reads and acknowledges all that can be, as the relay does.
	 * @return how many records were read
	 */
	private int drain() {
		TreeSet<Long> found = new TreeSet<>();
		SqliteSettings settings = new SqliteSettings(this.file, Durability.PROCESS_CRASH, Duration.ZERO, 1L << 30);
		try (SqliteOutboxStore store = SqliteOutboxStore.open(settings)) {
			for (PendingRecord pending : TestOutbox.read(store).records()) {
				assertThat(pending.record()).usingRecursiveComparison().isEqualTo(record(pending.position()).record());
				found.add(pending.position());
			}
			acknowledge(store, found);
			store.maintain(TestRecords.APPENDED_AT);
		}
		catch (RobustKafkaStartException | StoreException ex) {
			assertThat(ex).hasMessageContaining("SQLITE_");
		}
		return found.size();
	}

	private static void acknowledge(SqliteOutboxStore store, TreeSet<Long> found) {
		try {
			TestOutbox.acknowledge(store, found.first(), found.last());
		}
		catch (StoreException ex) {
			store.recover();
			TestOutbox.acknowledge(store, found.first(), found.last());
		}
	}

	@Test
	void fileThatWasCutIsToldOf() throws IOException {
		makeOutbox(100);
		byte[] content = Files.readAllBytes(this.file);
		Files.write(this.file, Arrays.copyOf(content, content.length / 2));
		assertThatExceptionOfType(Exception.class).isThrownBy(() -> {
			try (SqliteOutboxStore store = TestOutbox.open(this.file)) {
				PendingPage page = TestOutbox.read(store);
				assertThat(page.records()).hasSize(100);
			}
		}).withMessageContaining("SQLITE_CORRUPT");
	}

	private interface Change {

		void in(byte[] content);

	}

}
