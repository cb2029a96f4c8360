package io.github.robustkafka.sqlite;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;

import io.github.robustkafka.outbox.PendingRecord;
import io.github.robustkafka.outbox.StoreSize;
import io.github.robustkafka.outbox.TestRecords;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the size of the file and of {@link SqliteOutboxStore#maintain}.
 */
class HousekeepingTests {

	private static final long NOW = TestRecords.APPENDED_AT;

	private static final long MB = 1024 * 1024;

	@TempDir
	private Path directory;

	private Path file() {
		return this.directory.resolve("outbox.db");
	}

	private static void appendMegabytes(SqliteOutboxStore store, int megabytes) {
		long first = store.lastPosition() + 1;
		for (int i = 0; i < megabytes; i++) {
			List<PendingRecord> records = LongStream.range(first + i * 10L, first + i * 10L + 10)
				.mapToObj((position) -> TestRecords.sized(position, TestOutbox.TOPIC, 100 * 1024))
				.toList();
			TestOutbox.append(store, records);
		}
	}

	@Test
	void sizeIsThatOfTheFile() throws Exception {
		try (SqliteOutboxStore store = TestOutbox.open(file())) {
			long empty = store.size().file();
			appendMegabytes(store, 3);
			assertThat(store.size().used()).isGreaterThan(3 * MB).isEqualTo(store.size().file());
			TestOutbox.acknowledge(store, 1, 20);
			StoreSize size = store.size();
			assertThat(size.used()).isBetween(MB, 2 * MB);
			assertThat(size.file()).isGreaterThan(3 * MB);
			store.recover();
			assertThat(store.size()).isEqualTo(size);
			assertThat(Files.size(file())).isEqualTo(size.file());
			assertThat(empty).isLessThan(MB);
		}
	}

	@Test
	void acknowledgedRowsMakeRoomBeforeTheirTimeWhenRoomIsShort() {
		SqliteSettings settings = new SqliteSettings(file(), Durability.POWER_LOSS, Duration.ofDays(7), 8 * MB);
		try (SqliteOutboxStore store = SqliteOutboxStore.open(settings)) {
			appendMegabytes(store, 5);
			TestOutbox.acknowledge(store, 1, 50);
			store.maintain(NOW);
			assertThat(store.size().used()).as("there is room").isGreaterThan(5 * MB);
			appendMegabytes(store, 3);
			while (store.maintain(NOW)) {
				assertThat(store.size().used()).isPositive();
			}
			assertThat(store.size().used()).isLessThan(7 * MB);
			assertThat(store.countPending()).isEqualTo(30);
		}
	}

	@Test
	void fileShrinksAfterABacklogIsGone() throws Exception {
		try (SqliteOutboxStore store = TestOutbox.open(file())) {
			appendMegabytes(store, 40);
			TestOutbox.acknowledge(store, 1, 380);
			assertThat(store.size().file()).isGreaterThan(39 * MB);
			long before = store.size().file();
			assertThat(store.maintain(NOW)).isTrue();
			assertThat(before - store.size().file()).as("a bounded piece").isLessThanOrEqualTo(256L * 16 * 1024);
			int turns = 1;
			while (store.maintain(NOW)) {
				turns++;
			}
			assertThat(turns).isBetween(6, 12);
			assertThat(store.size().file()).isLessThan(11 * MB);
			assertThat(Files.size(file())).isEqualTo(store.size().file());
			assertThat(TestOutbox.read(store).records()).hasSize(20);
		}
	}

	@Test
	void smallOutboxKeepsLessFreeSpace() {
		try (SqliteOutboxStore store = SqliteOutboxStore.open(TestOutbox.settings(file(), 8 * MB))) {
			appendMegabytes(store, 4);
			TestOutbox.acknowledge(store, 1, 40);
			while (store.maintain(NOW)) {
				assertThat(store.size().file()).isPositive();
			}
			assertThat(store.size().file()).isLessThan(2 * MB);
		}
	}

	@Test
	void freePagesAreUsedAgainInsteadOfGivenBackUnderLoad() {
		try (SqliteOutboxStore store = TestOutbox.open(file())) {
			appendMegabytes(store, 2);
			long size = store.size().file();
			for (int i = 0; i < 20; i++) {
				TestOutbox.acknowledge(store, store.lastPosition() - 9, store.lastPosition());
				appendMegabytes(store, 1);
				assertThat(store.maintain(NOW)).isFalse();
			}
			assertThat(store.size().file()).isLessThan(size + MB);
		}
	}

	@Test
	void acknowledgedRecordsArePurgedInBoundedPieces() {
		try (SqliteOutboxStore store = SqliteOutboxStore
			.open(new SqliteSettings(file(), Durability.POWER_LOSS, Duration.ofHours(1), 1024 * MB))) {
			TestOutbox.append(store, LongStream.rangeClosed(1, 2500).toArray());
			TestOutbox.acknowledge(store, 1, 2400);
			long over = NOW + Duration.ofHours(1).toMillis();
			assertThat(store.maintain(over - 1)).isFalse();
			assertThat(store.findAppended(1, 2500)).hasSize(2500);
			assertThat(store.maintain(over)).isTrue();
			assertThat(store.findAppended(1, 2500)).hasSize(1500);
			assertThat(store.maintain(over)).isTrue();
			assertThat(store.maintain(over)).isFalse();
			assertThat(store.findAppended(1, 2500)).hasSize(100);
		}
	}

	@Test
	void largeAcknowledgedRecordsArePurgedFewerAtATime() {
		try (SqliteOutboxStore store = SqliteOutboxStore
			.open(new SqliteSettings(file(), Durability.POWER_LOSS, Duration.ofMillis(1), 1024 * MB))) {
			appendMegabytes(store, 20);
			TestOutbox.acknowledge(store, 1, 200);
			assertThat(store.maintain(NOW + 1)).isTrue();
			assertThat(store.findAppended(1, 200)).hasSizeBetween(110, 125);
		}
	}

	@Test
	void writeAheadLogKeepsItsSizeUnderLoad() {
		Path log = this.directory.resolve("outbox.db-wal");
		SqliteSettings settings = TestOutbox.settings(file(), 8 * MB);
		try (SqliteOutboxStore store = SqliteOutboxStore.open(settings)) {
			for (int i = 0; i < 20; i++) {
				appendMegabytes(store, 1);
				TestOutbox.acknowledge(store, store.lastPosition() - 9, store.lastPosition());
				store.maintain(NOW);
			}
			assertThat(log.toFile().length()).isBetween(settings.walSize(), 4 * settings.walSize());
		}
	}

	@Test
	void writeAheadLogThatAReaderLetGrowIsCutWhenIdle() throws Exception {
		Path log = this.directory.resolve("outbox.db-wal");
		SqliteSettings settings = TestOutbox.settings(file(), MB);
		try (SqliteOutboxStore store = SqliteOutboxStore.open(settings)) {
			try (Connection other = TestOutbox.connect(file())) {
				SqliteDatabase.execute(other, "BEGIN");
				assertThat(TestOutbox.query(other, "SELECT count(*) FROM outbox")).containsExactly("0");
				appendMegabytes(store, 2);
				store.maintain(NOW + 1000);
				assertThat(log.toFile().length()).as("in use").isGreaterThan(4 * settings.walSize());
			}
			TestOutbox.append(store, List.of(TestRecords.pending(store.lastPosition() + 1, TestOutbox.TOPIC)));
			store.maintain(NOW + 999);
			assertThat(log.toFile().length()).as("just written to").isGreaterThan(4 * settings.walSize());
			store.maintain(NOW + 1000);
			assertThat(log).isEmptyFile();
		}
	}

}
