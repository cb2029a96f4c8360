package io.github.robustkafka.sqlite;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import io.github.robustkafka.outbox.FailedRecord;
import io.github.robustkafka.outbox.PendingPage;
import io.github.robustkafka.outbox.PendingQuery;
import io.github.robustkafka.outbox.PendingRecord;
import io.github.robustkafka.outbox.RecordState;
import io.github.robustkafka.outbox.TestRecords;
import io.github.robustkafka.outbox.TopicBacklog;
import io.github.robustkafka.outbox.WriteBatch;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link SqliteOutboxStore} with records that were appended many at once.
 */
class BlocksTests extends PackedOutbox {

	@Test
	void manyRecordsOfOneCommitStandInOneBlock() throws Exception {
		append(1, MANY);
		assertThat(blocks()).isEqualTo("1");
		assertThat(rows()).isEqualTo("0");
		assertThat(this.store.lastPosition()).isEqualTo(MANY);
	}

	@Test
	void fewRecordsAndSuchAsTheRelayMustLookForHaveRows() throws Exception {
		append(1, 3);
		TestOutbox.append(this.store, LongStream.range(4, 4 + MANY).toArray());
		assertThat(blocks()).isEqualTo("0");
		assertThat(rows()).isEqualTo(Integer.toString(3 + MANY));
	}

	@Test
	void retainedRecordsHaveRowsFromTheFirstAcknowledgement() throws Exception {
		append(1, MANY);
		this.store.close();
		SqliteSettings retaining = new SqliteSettings(file(), Durability.POWER_LOSS, Duration.ofDays(1), 1L << 30);
		this.store = SqliteOutboxStore.open(retaining);
		acknowledge(NOW, LongStream.of(1, 2));
		assertThat(TestOutbox.query(file(), "SELECT state, count(*) FROM outbox GROUP BY state ORDER BY state"))
			.containsExactly("acknowledged 2", "pending 18");
	}

	@Test
	void blockIsDeletedWhenAllItsRecordsAreAcknowledged() throws Exception {
		append(1, MANY);
		acknowledge(NOW, LongStream.rangeClosed(1, MANY));
		assertThat(blocks()).isEqualTo("0");
		assertThat(rows()).isEqualTo("0");
		try (SqliteOutboxStore next = openAfterDeath()) {
			assertThat(next.lastPosition()).as("positions are never used twice").isEqualTo(MANY);
		}
	}

	@Test
	void pendingRecordsAreFoundWhereverTheyStand() {
		TestOutbox.append(this.store, 1, 2);
		append(3, MANY);
		TestOutbox.append(this.store, 23, 24);
		acknowledge(NOW, LongStream.of(2, 3, 4));
		assertThat(TestOutbox.positions(TestOutbox.read(this.store)))
			.isEqualTo(Stream.concat(Stream.of(1L), range(5, 24).stream()).toList());
		assertThat(this.store.countPending()).isEqualTo(21);
		assertThat(this.store.findPendingTopics(1)).containsExactly(new TopicBacklog(TestOutbox.TOPIC, 5, NOW));
	}

	@Test
	void pagesGoThroughRowsAndBlocksInOrder() {
		TestOutbox.append(this.store, 1, 2);
		append(3, MANY);
		TestOutbox.append(this.store, LongStream.range(23, 60).toArray());
		List<Long> found = new ArrayList<>();
		long after = 0;
		for (boolean more = true; more;) {
			PendingPage page = this.store
				.findPending(new PendingQuery(TestOutbox.TOPIC, null, after, Long.MAX_VALUE, 7, Long.MAX_VALUE));
			assertThat(page.records()).hasSizeLessThanOrEqualTo(7);
			found.addAll(TestOutbox.positions(page));
			after = page.lastPosition();
			more = page.more();
		}
		assertThat(found).isEqualTo(range(1, 59));
	}

	/**
	 * Blocks and rows are read one after the other. A block and a row behind it that come
	 * in between must not make the row be seen first.
	 */
	@Test
	void aReaderBesideTheWriterMeetsNoGap() throws Exception {
		int rounds = 400;
		CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
			for (long first = 1; first < rounds * (MANY + 1L); first += MANY + 1) {
				append(first, MANY);
				append(first + MANY, 1);
			}
		});
		long after = 0;
		while (after < rounds * (MANY + 1L)) {
			PendingPage page = this.store.findPending(
					new PendingQuery(TestOutbox.TOPIC, null, after, Long.MAX_VALUE, 1_000_000, Long.MAX_VALUE));
			assertThat(TestOutbox.positions(page)).isEqualTo(range(after + 1, page.lastPosition()));
			after = page.lastPosition();
			assertThat(writing).isNotCompletedExceptionally();
		}
		writing.get();
	}

	@Test
	void recordsOfOtherTopicsAndPartitionsAreLeftOut() {
		commit(NOW,
				(batch) -> IntStream.rangeClosed(1, MANY)
					.forEach((position) -> batch.appends()
						.add(TestRecords.pending(position, (position % 2 == 0) ? "a" : "b", position % 4))));
		PendingPage page = this.store.findPending(new PendingQuery("a", 2, 5, 15, 100, Long.MAX_VALUE));
		assertThat(TestOutbox.positions(page)).containsExactly(6L, 10L, 14L);
	}

	@Test
	void pendingRecordsGetRowsWhenTheirBlockIsOld() throws Exception {
		append(1, MANY);
		acknowledge(LATER - 1, LongStream.of(5));
		assertThat(blocks()).isEqualTo("1");
		this.store.maintain(LATER);
		assertThat(blocks()).isEqualTo("0");
		assertThat(rows()).isEqualTo("19");
		List<Long> pending = TestOutbox.positions(TestOutbox.read(this.store));
		assertThat(pending).hasSize(19).doesNotContain(5L);
	}

	@Test
	void pendingRecordsGetRowsWhenTheirBlockKeepsTooManyAcknowledgementsFromTheDisk() throws Exception {
		append(1, MANY);
		acknowledge(NOW, LongStream.rangeClosed(1, UNSETTLED));
		assertThat(blocks()).isEqualTo("1");
		acknowledge(NOW, LongStream.of(UNSETTLED + 1));
		assertThat(blocks()).isEqualTo("0");
		try (SqliteOutboxStore next = openAfterDeath()) {
			assertThat(TestOutbox.positions(TestOutbox.read(next))).isEqualTo(range(UNSETTLED + 2, MANY));
		}
	}

	@Test
	void failedRecordGetsARow() throws Exception {
		append(1, MANY);
		commit(NOW, (batch) -> batch.failures().add(new WriteBatch.Failure(7, "too large")));
		assertThat(blocks()).isEqualTo("0");
		assertThat(this.store.findFailed(0, 10)).extracting(FailedRecord::position).containsExactly(7L);
		assertThat(this.store.size().failed()).isPositive();
		assertThat(this.store.countPending()).isEqualTo(19);
	}

	@Test
	void recordIdsAreFoundUntilTheirRecordIsAcknowledged() {
		append(1, MANY);
		assertThat(this.store.findByRecordId(TestRecords.recordId(3))).isNotNull().satisfies((found) -> {
			assertThat(found.position()).isEqualTo(3);
			assertThat(found.state()).isEqualTo(RecordState.PENDING);
			assertThat(found.content()).isEqualTo(TestRecords.pending(3, TestOutbox.TOPIC).record().contentChecksum());
		});
		acknowledge(NOW, LongStream.of(3));
		assertThat(this.store.findByRecordId(TestRecords.recordId(3))).isNull();
	}

	@Test
	void everyRecordIsThereAfterTheProcessDied() throws Exception {
		append(1, MANY);
		append(21, 600);
		try (SqliteOutboxStore next = openAfterDeath()) {
			List<PendingRecord> found = TestOutbox.read(next).records();
			assertThat(found).extracting(PendingRecord::position).isEqualTo(range(1, 620));
			assertThat(found).allMatch((record) -> TestRecords.same(record.record(),
					TestRecords.pending(record.position(), TestOutbox.TOPIC).record()));
			assertThat(next.countPending()).isEqualTo(620);
			assertThat(next.lastPosition()).isEqualTo(620);
			assertThat(next.damage()).isNull();
		}
	}

	@Test
	void acknowledgementsAreRememberedWhenTheFileIsOpenedAnew() {
		append(1, MANY);
		acknowledge(NOW, LongStream.of(1, 2));
		this.store.recover();
		assertThat(TestOutbox.positions(TestOutbox.read(this.store))).isEqualTo(range(3, MANY));
		assertThat(this.store.findAppended(1, MANY)).isEqualTo(range(1, MANY));
	}

	@Test
	void aClosedOutboxHasRowsOnly() throws Exception {
		append(1, MANY);
		this.store.close();
		assertThat(blocks()).isEqualTo("0");
		assertThat(rows()).isEqualTo("20");
	}

	/**
	 * A wrong number of records must neither hide records nor take the place of others.
	 */
	/**
	 * Appends must not fail because of it.
	 */
	@Test
	void anIdOfAnAcknowledgedRecordMayBeUsedAgain() throws Exception {
		append(1, MANY);
		acknowledge(NOW, LongStream.of(3));
		assertThat(this.store.findByRecordId(TestRecords.recordId(3))).isNull();
		commit(NOW, (batch) -> batch.appends()
			.add(TestRecords.pending(21, TestRecords.pending(3, TestOutbox.TOPIC).record())));
		try (SqliteOutboxStore next = openAfterDeath()) {
			next.maintain(LATER);
			assertThat(TestOutbox.positions(TestOutbox.read(next))).hasSize(MANY).doesNotContain(3L);
		}
	}

	@Test
	void recordsHaveRowsWhereAcknowledgedOnesAreRetained() throws Exception {
		this.store.close();
		this.store = SqliteOutboxStore
			.open(new SqliteSettings(file(), Durability.POWER_LOSS, Duration.ofDays(1), 1L << 30));
		append(1, MANY);
		assertThat(blocks()).isEqualTo("0");
	}

	@Test
	void inspectionCountsWhatStandsInBlocks() {
		append(1, MANY);
		OutboxInspection inspection = SqliteOutboxes.inspect(file());
		assertThat(inspection.states().get(RecordState.PENDING).count()).isEqualTo(MANY);
		assertThat(inspection.damage()).isEmpty();
	}

	@Test
	void salvageCarriesWhatStandsInBlocks() throws Exception {
		append(1, MANY);
		Path copy = Files.createDirectory(this.directory.resolve("next")).resolve("outbox.db");
		Files.copy(file(), copy);
		Files.copy(this.directory.resolve("outbox.db-wal"), copy.resolveSibling("outbox.db-wal"));
		SalvageReport report = SqliteOutboxes.salvage(TestOutbox.settings(copy));
		assertThat(report.saved()).isEqualTo(MANY);
		try (SqliteOutboxStore salvaged = TestOutbox.open(copy)) {
			assertThat(TestOutbox.positions(TestOutbox.read(salvaged))).isEqualTo(range(1, MANY));
		}
	}

	@Test
	void aFileOfTheFirstSchemaIsUsedOn() throws Exception {
		TestOutbox.append(this.store, 1);
		this.store.close();
		TestOutbox.execute(file(), "DROP TABLE outbox_blocks", "PRAGMA user_version = 1",
				"DELETE FROM robust_kafka_schema_history WHERE version = '2'");
		assertThat(SqliteOutboxes.inspect(file()).states().get(RecordState.PENDING).count()).isOne();
		open();
		append(2, MANY);
		assertThat(TestOutbox.positions(TestOutbox.read(this.store))).isEqualTo(range(1, 21));
	}

}
