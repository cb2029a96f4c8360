package io.github.robustkafka.outbox;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.robustkafka.KeyHash;

import static io.github.robustkafka.outbox.TestRecords.APPENDED_AT;
import static io.github.robustkafka.outbox.TestRecords.pending;
import static io.github.robustkafka.outbox.TestRecords.recordId;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What every {@link OutboxStore} promises to those who read it.
 */
abstract class OutboxStoreReadingContract extends OutboxStoreScenario {

	@Test
	void newStoreIsEmpty() {
		assertThat(this.store.lastPosition()).isZero();
		assertThat(this.store.countPending()).isZero();
		assertThat(this.store.countFailed()).isZero();
		assertThat(this.store.findPendingTopics(0)).isEmpty();
		assertThat(this.store.findFailed(0, 10)).isEmpty();
		assertThat(this.store.findByRecordId(recordId(1))).isNull();
		assertThat(this.store.findAppended(0, 10)).isEmpty();
		assertThat(this.store.size().failed()).isZero();
		assertThat(read("orders")).isEqualTo(new PendingPage(List.of(), List.of(), 0, false));
	}

	@Test
	void appendedRecordsSurviveReopen() {
		assertThat(append(pending(1, "orders"), pending(2, "orders"), pending(3, "payments")))
			.isEqualTo(new CommitResult(3, 0, 0, Set.of(), Set.of()));
		reopen(Duration.ZERO);
		assertThat(pendingPositions()).containsExactly(1L, 2L);
		assertThat(positions(read("payments"))).containsExactly(3L);
		assertThat(this.store.countPending()).isEqualTo(3);
		assertThat(this.store.lastPosition()).isEqualTo(3);
	}

	@ParameterizedTest
	@MethodSource
	void everyFieldSurvivesReopen(OutboxRecord record) {
		append(new PendingRecord(7, -5, record));
		reopen(Duration.ZERO);
		PendingRecord found = read(record.topic()).records().get(0);
		assertThat(found.position()).isEqualTo(7);
		assertThat(found.appendedAt()).isEqualTo(-5);
		assertThat(found.record()).usingRecursiveComparison().isEqualTo(record);
		assertThat(found.record().checksum()).isEqualTo(record.checksum());
		assertThat(this.store.findByRecordId(record.recordId()))
			.isEqualTo(new StoredRecord(7, RecordState.PENDING, record.contentChecksum(), null, null, null));
	}

	static Stream<OutboxRecord> everyFieldSurvivesReopen() {
		UUID id = new UUID(-1, 1);
		byte[] text = "text".getBytes(StandardCharsets.UTF_8);
		byte[] binary = { 0, -1, 127, -128, 10, 0 };
		byte[] empty = {};
		byte[] large = new byte[300_000];
		OutboxHeaders headers = OutboxHeaders.builder()
			.add("a", text)
			.add("b", null)
			.add("a", empty)
			.add("", binary)
			.add("ключ", text)
			.build();
		return Stream.of(new OutboxRecord(id, "t", null, null, null, OutboxHeaders.NONE, 0, null),
				new OutboxRecord(id, "t", null, empty, empty, OutboxHeaders.NONE, 0, ""),
				new OutboxRecord(id, "t", 0, text, null, headers, Long.MIN_VALUE, "context 'quoted' \u0000 😀"),
				new OutboxRecord(id, "t", Integer.MAX_VALUE, null, text, headers, Long.MAX_VALUE, null),
				new OutboxRecord(id, "t", 5, binary, binary, headers, -1, "ctx"),
				new OutboxRecord(id, "t", null, large, large, OutboxHeaders.builder().add("h", large).build(), 1, "c"),
				new OutboxRecord(new UUID(0, 0), "t", null, text, text, OutboxHeaders.NONE, 1, null));
	}

	@ParameterizedTest
	@ValueSource(strings = { "x'); DROP TABLE outbox;--", "\"", "%", "_", "a\u0000b", "thème😀", " ", "",
			"orders\nDELETE FROM outbox" })
	void topicNamesAreNeverTakenForSql(String topic) {
		String longTopic = topic + "x".repeat(249 - topic.length());
		append(pending(1, topic), pending(2, longTopic), pending(3, "other"));
		reopen(Duration.ZERO);
		assertThat(positions(read(topic))).containsExactly(1L);
		assertThat(positions(read(longTopic))).containsExactly(2L);
		assertThat(this.store.findPendingTopics(0)).extracting(TopicBacklog::topic)
			.containsExactlyInAnyOrder(topic, longTopic, "other");
	}

	@Test
	void pendingRecordsComeInOrderOfPosition() {
		append(5, 6, 100, 7_000_000_000L);
		assertThat(pendingPositions()).containsExactly(5L, 6L, 100L, 7_000_000_000L);
	}

	@Test
	void pageBeginsBehindAfterPositionAndEndsWithLastPosition() {
		append(1, 2, 3, 4, 5);
		PendingPage page = read("orders", null, 2, 4, 10, Long.MAX_VALUE);
		assertThat(positions(page)).containsExactly(3L, 4L);
		assertThat(page.lastPosition()).isEqualTo(4);
		assertThat(page.more()).isFalse();
	}

	@Test
	void pageHasAtMostMaxRecords() {
		append(1, 2, 3);
		PendingPage page = read("orders", null, 0, 10, 2, Long.MAX_VALUE);
		assertThat(positions(page)).containsExactly(1L, 2L);
		assertThat(page.lastPosition()).isEqualTo(2);
		assertThat(page.more()).isTrue();
	}

	@Test
	void pageEndsAfterTheRecordThatReachesMaxBytes() {
		append(1, 2, 3);
		PendingPage page = read("orders", null, 0, 10, 10, pending(1, "orders").size() + 1);
		assertThat(positions(page)).containsExactly(1L, 2L);
		assertThat(page.more()).isTrue();
	}

	@Test
	void pageHasOnlyRecordsOfThePartitionAskedFor() {
		append(pending(1, "orders", 0), pending(2, "orders", 1), pending(3, "orders"), pending(4, "orders", 1));
		PendingPage page = read("orders", 1, 0, 10, 10, Long.MAX_VALUE);
		assertThat(positions(page)).containsExactly(2L, 4L);
		assertThat(pendingPositions()).containsExactly(1L, 2L, 3L, 4L);
	}

	@Test
	void emptyPageEndsWhereItBegan() {
		append(1);
		PendingPage page = read("orders", null, 1, 10, 10, Long.MAX_VALUE);
		assertThat(page).isEqualTo(new PendingPage(List.of(), List.of(), 1, false));
	}

	@Test
	void everyTopicIsFoundWithItsOldestPendingRecord() {
		append(pending(1, "a"), pending(2, "b"), pending(3, "a"), pending(4, "c"), pending(5, "b"));
		acknowledge(1);
		fail(4, "too large");
		assertThat(this.store.findPendingTopics(0)).containsExactlyInAnyOrder(new TopicBacklog("a", 3, APPENDED_AT),
				new TopicBacklog("b", 2, APPENDED_AT));
		assertThat(this.store.findPendingTopics(3)).containsExactlyInAnyOrder(new TopicBacklog("b", 5, APPENDED_AT));
		assertThat(this.store.findPendingTopics(5)).isEmpty();
	}

	@Test
	void damagedRowIsSetAsideAndTheOthersFlow() throws Exception {
		append(1, 2, 3);
		damageRow(2);
		PendingPage page = read("orders");
		assertThat(positions(page)).containsExactly(1L, 3L);
		assertThat(page.corrupt()).containsExactly(2L);
		assertThat(page.lastPosition()).isEqualTo(3);
		assertThat(fail(2, "corrupt").failed()).isEqualTo(1);
		assertThat(read("orders").corrupt()).isEmpty();
		assertThat(this.store.findFailed(0, 10)).extracting(FailedRecord::position).containsExactly(2L);
	}

	@Test
	void damagedRowsCountAsRowsOfThePage() throws Exception {
		append(1, 2, 3);
		damageRow(1);
		PendingPage page = read("orders", null, 0, 10, 2, Long.MAX_VALUE);
		assertThat(page.corrupt()).containsExactly(1L);
		assertThat(positions(page)).containsExactly(2L);
		assertThat(page.more()).isTrue();
	}

	@Test
	void failedRecordIsFoundByItsIdAndReadInFull() {
		OutboxRecord record = new OutboxRecord(recordId(1), "orders", 2, new byte[] { 'k', '1' }, new byte[] { 0, -1 },
				OutboxHeaders.builder().add("h", null).build(), APPENDED_AT, "context");
		append(pending(1, record), pending(2, "orders"));
		assertThat(this.store.findFailed(recordId(1))).as("pending").isNull();
		assertThat(this.store.readFailed(1)).as("pending").isNull();
		fail(1, "too large");
		FailedRecord found = this.store.findFailed(recordId(1));
		assertThat(this.store.findFailed(0, 10)).containsExactly(found);
		assertThat(found.keyHash()).isEqualTo(KeyHash.of(record.key()));
		assertThat(this.store.readFailed(1)).usingRecursiveComparison().isEqualTo(record);
		assertThat(this.store.findFailed(recordId(3))).isNull();
		assertThat(this.store.readFailed(3)).isNull();
	}

	@Test
	void failedRecordThatIsDamagedIsListedAndNotReadInFull() throws Exception {
		append(1, 2);
		damageRow(1);
		fail(1, "corrupt");
		assertThat(this.store.findFailed(0, 10)).extracting(FailedRecord::reason).containsExactly("corrupt");
		assertThat(this.store.readFailed(1)).isNull();
	}

}
