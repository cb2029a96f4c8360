package io.github.robustkafka.sqlite;

import java.sql.Connection;
import java.time.Duration;
import java.util.stream.LongStream;

import io.github.robustkafka.outbox.FailedRecord;
import io.github.robustkafka.outbox.PendingPage;
import io.github.robustkafka.outbox.PendingQuery;
import io.github.robustkafka.outbox.StoreException;
import io.github.robustkafka.outbox.TestRecords;
import io.github.robustkafka.outbox.WriteBatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of {@link SqliteOutboxStore} with damaged blocks.
 */
class BlockDamageTests extends PackedOutbox {

	/**
	 * As a program or disk would do it that changes a byte.
	 */
	private static final String DAMAGE_IN_THE_MIDDLE = """
			UPDATE outbox_blocks SET data = CAST(substr(data, 1, 1000) || x'ff' || substr(data, 1002) AS BLOB)""";

	@Test
	void aDamagedRecordOfABlockIsSetAsideAndTheOthersGoOn() throws Exception {
		append(1, MANY);
		try (Connection connection = TestOutbox.connect(file())) {
			SqliteDatabase.execute(connection, DAMAGE_IN_THE_MIDDLE);
		}
		try (SqliteOutboxStore next = openAfterDeath()) {
			assertThat(TestOutbox.read(next).records()).hasSize(MANY - 1);
			assertThat(next.damage()).contains("1 records were damaged in their blocks");
			next.maintain(LATER);
			assertThat(next.findFailed(0, 10)).singleElement()
				.satisfies((failed) -> assertThat(failed.reason()).isEqualTo("corrupt"));
			assertThat(next.countPending()).isEqualTo(MANY - 1);
			assertThat(next.countFailed()).isOne();
		}
	}

	@Test
	void whatIsLeftOfADamagedRecordIsNeverPublished() throws Exception {
		append(1, MANY);
		TestOutbox.execute(file(), DAMAGE_IN_THE_MIDDLE);
		try (SqliteOutboxStore next = openAfterDeath()) {
			next.maintain(LATER);
			FailedRecord failed = next.findFailed(0, 1).get(0);
			WriteBatch retry = new WriteBatch(LATER);
			retry.retries().add(new WriteBatch.Retry(failed.position(), next.lastPosition() + 1));
			next.commit(retry);
			PendingPage page = next
				.findPending(new PendingQuery(failed.topic(), null, 0, Long.MAX_VALUE, 10, Long.MAX_VALUE));
			assertThat(page.records()).isEmpty();
			assertThat(page.corrupt()).hasSize(1);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "records = 3", "records = 64", "records = -1", "mark = mark + 1", "first_position = 9" })
	void aChangedColumnOfABlockCostsNoRecord(String change) throws Exception {
		append(1, MANY);
		TestOutbox.append(this.store, 21, 22, 23);
		TestOutbox.execute(file(), "UPDATE outbox_blocks SET " + change);
		try (SqliteOutboxStore next = openAfterDeath()) {
			assertThat(TestOutbox.positions(TestOutbox.read(next))).isEqualTo(range(1, 23));
			next.maintain(LATER);
			assertThat(TestOutbox.positions(TestOutbox.read(next))).isEqualTo(range(1, 23));
			assertThat(next.lastPosition()).isEqualTo(23);
			assertThat(next.countFailed()).isZero();
		}
	}

	@Test
	void aBlockThatCannotBeUnpackedStaysABlock() throws Exception {
		appendBlockThatCannotBeUnpacked();
		this.store.maintain(LATER);
		TestOutbox.append(this.store, 21);
		assertThat(this.store.countPending()).isEqualTo(21);
		acknowledge(LATER, LongStream.rangeClosed(1, MANY));
		assertThat(blocks()).isEqualTo("0");
	}

	@Test
	void aBlockThatCanNoLongerBeReadIsStillInMemory() throws Exception {
		append(1, MANY);
		TestOutbox.execute(file(), "UPDATE outbox_blocks SET data = x'00'");
		this.store.recover();
		assertThat(TestOutbox.positions(TestOutbox.read(this.store))).isEqualTo(range(1, MANY));
	}

	@Test
	void aRecordThatFailsInABlockThatCannotBeUnpackedIsPendingNoMore() throws Exception {
		appendBlockThatCannotBeUnpacked();
		long failedBefore = this.store.countFailed();
		assertThat(TestOutbox.fail(this.store, 5).failed()).isOne();
		assertThat(TestOutbox.positions(TestOutbox.read(this.store))).hasSize(MANY - 1).doesNotContain(5L);
		assertThat(this.store.countPending()).isEqualTo(MANY - 1);
		assertThat(this.store.countFailed()).isEqualTo(failedBefore + 1);
		assertThat(TestOutbox.fail(this.store, 5).failed()).as("once more").isZero();
		assertThat(this.store.findByRecordId(TestRecords.recordId(5))).as("still in the file").isNotNull();
		acknowledge(LATER, LongStream.rangeClosed(1, MANY));
		assertThat(this.store.countPending()).isZero();
		assertThat(blocks()).as("for the next start").isEqualTo("1");
		this.store.recover();
		assertThat(this.store.findPendingTopics(0)).isEmpty();
		try (SqliteOutboxStore next = openAfterDeath()) {
			assertThat(TestOutbox.positions(TestOutbox.read(next))).contains(5L);
		}
	}

	@Test
	void aRecordThatIsAcknowledgedInABlockThatCannotBeUnpackedIsPendingNoMoreAlsoWithARetention() throws Exception {
		append(1, MANY);
		putARowInTheWay();
		try (SqliteOutboxStore next = openAfterDeath(Duration.ofHours(1))) {
			assertThatExceptionOfType(StoreException.class).isThrownBy(() -> TestOutbox.acknowledge(next, 5, 6));
			next.recover();
			assertThat(TestOutbox.acknowledge(next, 5, 6).acknowledged()).isEqualTo(2);
			assertThat(TestOutbox.positions(TestOutbox.read(next))).hasSize(MANY - 2).doesNotContain(5L, 6L);
			TestOutbox.append(next, 21);
			assertThat(TestOutbox.acknowledge(next, 1, 21).acknowledged()).isEqualTo(MANY - 1);
			assertThat(next.countPending()).isZero();
		}
	}

	private void appendBlockThatCannotBeUnpacked() throws Exception {
		append(1, MANY);
		putARowInTheWay();
		assertThatExceptionOfType(StoreException.class).isThrownBy(() -> this.store.maintain(LATER));
		this.store.recover();
	}

	private void putARowInTheWay() throws Exception {
		TestOutbox.execute(file(),
				"INSERT INTO outbox (position, state, size, checksum, timestamp, appended_at, record_id, topic)"
						+ " VALUES (3, 'failed', 1, 1, 1, 1, randomblob(16), 'orders')");
	}

}
