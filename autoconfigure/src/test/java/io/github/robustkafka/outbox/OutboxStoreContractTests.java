package io.github.robustkafka.outbox;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.robustkafka.outbox.TestRecords.APPENDED_AT;
import static io.github.robustkafka.outbox.TestRecords.pending;
import static io.github.robustkafka.outbox.TestRecords.recordId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What every {@link OutboxStore} promises.
 */
public abstract class OutboxStoreContractTests {

	private static final long NOW = APPENDED_AT + 1000;

	private OutboxStore store;

	/**
	 * Opens the store with what was left in it when it was last closed.
	 */
	protected abstract OutboxStore open(Duration retention);

	/**
	 * Makes all commits of the open store fail until the result is closed.
	 */
	protected abstract AutoCloseable failCommits() throws Exception;

	/**
	 * Changes the row behind the back of the open store, so that its content no longer
	 * fits its checksum.
	 */
	protected abstract void damageRow(long position) throws Exception;

	@BeforeEach
	void open() {
		this.store = open(Duration.ZERO);
	}

	@AfterEach
	void close() {
		this.store.close();
	}

	private void reopen(Duration retention) {
		this.store.close();
		this.store = open(retention);
	}

	private CommitResult commit(Consumer<WriteBatch> changes) {
		WriteBatch batch = new WriteBatch(NOW);
		changes.accept(batch);
		return this.store.commit(batch);
	}

	private void append(long... positions) {
		LongStream.of(positions).forEach((position) -> append(pending(position, "orders")));
	}

	private CommitResult append(PendingRecord... records) {
		return commit((batch) -> batch.appends().addAll(List.of(records)));
	}

	private CommitResult acknowledge(long... positions) {
		return commit((batch) -> LongStream.of(positions)
			.forEach((position) -> batch.acknowledgements()
				.add(new WriteBatch.Acknowledgement(position, 3, 100 + position))));
	}

	private CommitResult fail(long position, String reason) {
		return commit((batch) -> batch.failures().add(new WriteBatch.Failure(position, reason)));
	}

	private CommitResult retry(long position, long newPosition) {
		return commit((batch) -> batch.retries().add(new WriteBatch.Retry(position, newPosition)));
	}

	private CommitResult discard(long position) {
		return commit((batch) -> batch.discards().add(position));
	}

	private PendingPage read(String topic) {
		return read(topic, null, 0, Long.MAX_VALUE, 1000, Long.MAX_VALUE);
	}

	private PendingPage read(String topic, Integer partition, long after, long last, int maxRecords, long maxBytes) {
		return this.store.findPending(new PendingQuery(topic, partition, after, last, maxRecords, maxBytes));
	}

	private List<Long> pendingPositions() {
		return positions(read("orders"));
	}

	private static List<Long> positions(PendingPage page) {
		return page.records().stream().map(PendingRecord::position).toList();
	}

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
			.isEqualTo(new CommitResult(3, 0, 0, 0, 0));
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
			.isEqualTo(new StoredRecord(7, RecordState.PENDING, record.checksum(), null, null, null));
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
	void acknowledgedRecordsAreDeletedAtOnceWithoutRetention() {
		append(1, 2, 3, 4, 5, 6);
		assertThat(acknowledge(5, 1, 2, 3)).isEqualTo(new CommitResult(0, 4, 0, 0, 0));
		assertThat(pendingPositions()).containsExactly(4L, 6L);
		assertThat(this.store.findByRecordId(recordId(1))).isNull();
		assertThat(this.store.findAppended(1, 6)).containsExactly(4L, 6L);
	}

	@Test
	void acknowledgingOneRecordLeavesItsNeighbours() {
		append(1, 2, 3);
		acknowledge(2);
		assertThat(pendingPositions()).containsExactly(1L, 3L);
	}

	@Test
	void acknowledgedRecordsAreKeptForTheirRetention() {
		reopen(Duration.ofMinutes(1));
		append(1, 2);
		assertThat(acknowledge(1)).isEqualTo(new CommitResult(0, 1, 0, 0, 0));
		reopen(Duration.ofMinutes(1));
		assertThat(pendingPositions()).containsExactly(2L);
		assertThat(this.store.findByRecordId(recordId(1))).isEqualTo(
				new StoredRecord(1, RecordState.ACKNOWLEDGED, pending(1, "orders").record().checksum(), 3, 101L, null));
		this.store.maintain(NOW + 59_999);
		assertThat(this.store.findByRecordId(recordId(1))).isNotNull();
		this.store.maintain(NOW + 60_000);
		assertThat(this.store.findByRecordId(recordId(1))).isNull();
		assertThat(pendingPositions()).containsExactly(2L);
	}

	@Test
	void recordsKeptUnderAnEarlierRetentionArePurgedWhenThereIsNone() {
		reopen(Duration.ofDays(1));
		append(1);
		acknowledge(1);
		reopen(Duration.ZERO);
		this.store.maintain(NOW);
		assertThat(this.store.findAppended(1, 1)).isEmpty();
	}

	@Test
	void failedRecordsAreListedAndNoLongerPending() {
		append(pending(1, "orders", 4), pending(2, "orders"), pending(3, "orders"));
		assertThat(fail(1, "too large")).isEqualTo(new CommitResult(0, 0, 1, 0, 0));
		fail(3, "corrupt");
		reopen(Duration.ZERO);
		assertThat(pendingPositions()).containsExactly(2L);
		assertThat(this.store.countPending()).isEqualTo(1);
		assertThat(this.store.countFailed()).isEqualTo(2);
		assertThat(this.store.findFailed(0, 1))
			.containsExactly(new FailedRecord(1, recordId(1), "orders", 4, pending(1, "orders").size(), "too large",
					Instant.ofEpochMilli(APPENDED_AT), Instant.ofEpochMilli(NOW)));
		assertThat(this.store.findFailed(1, 10)).extracting(FailedRecord::position).containsExactly(3L);
		assertThat(this.store.findByRecordId(recordId(3))).extracting(StoredRecord::state, StoredRecord::reason)
			.containsExactly(RecordState.FAILED, "corrupt");
	}

	@Test
	void sizeOfFailedRecordsFollowsTheirChanges() {
		int size = pending(1, "orders").size();
		append(1, 2, 3);
		fail(1, "too large");
		fail(2, "too large");
		fail(2, "once more");
		assertThat(this.store.size().failed()).isEqualTo(2 * size);
		retry(1, 4);
		assertThat(this.store.size().failed()).isEqualTo(size);
		fail(4, "again");
		reopen(Duration.ZERO);
		assertThat(this.store.size().failed()).isEqualTo(2 * size);
		commit((batch) -> batch.discards().addAll(List.of(2L, 2L, 4L)));
		assertThat(this.store.size().failed()).isZero();
	}

	@Test
	void retriedRecordGoesToTheEnd() {
		append(1, 2);
		OutboxRecord record = read("orders").records().get(0).record();
		fail(1, "too large");
		assertThat(retry(1, 3)).isEqualTo(new CommitResult(0, 0, 0, 1, 0));
		reopen(Duration.ZERO);
		assertThat(pendingPositions()).containsExactly(2L, 3L);
		PendingRecord retried = read("orders").records().get(1);
		assertThat(retried.record()).usingRecursiveComparison().isEqualTo(record);
		assertThat(retried.appendedAt()).isEqualTo(APPENDED_AT);
		assertThat(this.store.findByRecordId(recordId(1)))
			.isEqualTo(new StoredRecord(3, RecordState.PENDING, record.checksum(), null, null, null));
		assertThat(this.store.countFailed()).isZero();
	}

	@Test
	void discardedRecordIsGone() {
		append(1, 2);
		fail(1, "too large");
		assertThat(discard(1)).isEqualTo(new CommitResult(0, 0, 0, 0, 1));
		assertThat(this.store.countFailed()).isZero();
		assertThat(this.store.findAppended(1, 2)).containsExactly(2L);
	}

	@Test
	void changesToRowsInOtherStatesAreSkipped() {
		append(1, 2);
		fail(2, "too large");
		CommitResult result = commit((batch) -> {
			batch.acknowledgements().add(new WriteBatch.Acknowledgement(2, 0, 0));
			batch.acknowledgements().add(new WriteBatch.Acknowledgement(9, 0, 0));
			batch.failures().add(new WriteBatch.Failure(2, "again"));
			batch.failures().add(new WriteBatch.Failure(9, "again"));
			batch.retries().add(new WriteBatch.Retry(1, 10));
			batch.retries().add(new WriteBatch.Retry(9, 11));
			batch.discards().addAll(List.of(1L, 9L));
		});
		assertThat(result).isEqualTo(new CommitResult(0, 0, 0, 0, 0));
		assertThat(pendingPositions()).containsExactly(1L);
		assertThat(this.store.findFailed(0, 10)).extracting(FailedRecord::reason).containsExactly("too large");
		assertThat(this.store.lastPosition()).isEqualTo(2);
	}

	@Test
	void retryOfAnUnknownRecordUsesNoPosition() {
		append(1);
		retry(1, 2);
		assertThat(this.store.lastPosition()).isEqualTo(1);
	}

	@Test
	void oneCommitMakesAllKindsOfChanges() {
		append(1, 2, 3, 4);
		fail(3, "too large");
		fail(4, "too large");
		CommitResult result = commit((batch) -> {
			batch.acknowledgements().add(new WriteBatch.Acknowledgement(1, 0, 0));
			batch.failures().add(new WriteBatch.Failure(2, "corrupt"));
			batch.retries().add(new WriteBatch.Retry(3, 5));
			batch.discards().add(4L);
			batch.appends().add(pending(6, "orders"));
		});
		assertThat(result).isEqualTo(new CommitResult(1, 1, 1, 1, 1));
		assertThat(pendingPositions()).containsExactly(5L, 6L);
		assertThat(this.store.findFailed(0, 10)).extracting(FailedRecord::position).containsExactly(2L);
		assertThat(this.store.lastPosition()).isEqualTo(6);
	}

	@Test
	void commitIsAllOrNothing() {
		append(1, 2);
		PendingRecord sameId = new PendingRecord(4, APPENDED_AT, pending(2, "orders").record());
		assertThatExceptionOfType(StoreException.class).isThrownBy(() -> commit((batch) -> {
			batch.acknowledgements().add(new WriteBatch.Acknowledgement(1, 0, 0));
			batch.appends().add(pending(3, "orders"));
			batch.appends().add(sameId);
		}));
		this.store.recover();
		assertThat(pendingPositions()).containsExactly(1L, 2L);
		assertThat(this.store.findAppended(3, 4)).isEmpty();
		assertThat(this.store.lastPosition()).isEqualTo(2);
	}

	@Test
	void recordIdIsFreeAgainAfterItsRecordIsGone() {
		append(1);
		acknowledge(1);
		append(new PendingRecord(2, APPENDED_AT, pending(1, "orders").record()));
		assertThat(this.store.findByRecordId(recordId(1))).extracting(StoredRecord::position).isEqualTo(2L);
	}

	@Test
	void afterAFailedCommitTheStoreRefusesChangesUntilItIsRecovered() throws Exception {
		append(1);
		try (AutoCloseable failure = failCommits()) {
			assertThatExceptionOfType(StoreException.class).isThrownBy(() -> append(2));
		}
		assertThatExceptionOfType(StoreException.class).isThrownBy(() -> append(2));
		assertThatExceptionOfType(StoreException.class).isThrownBy(() -> this.store.maintain(NOW));
		assertThatExceptionOfType(StoreException.class).isThrownBy(() -> this.store.findByRecordId(recordId(1)));
		this.store.recover();
		assertThat(this.store.findAppended(1, 2)).containsExactly(1L);
		append(2);
		assertThat(pendingPositions()).containsExactly(1L, 2L);
	}

	@Test
	void recoveringASoundStoreChangesNothing() {
		append(1, 2);
		fail(2, "too large");
		StoreSize size = this.store.size();
		this.store.recover();
		assertThat(pendingPositions()).containsExactly(1L);
		assertThat(this.store.lastPosition()).isEqualTo(2);
		assertThat(this.store.size().failed()).isEqualTo(size.failed());
	}

	@Test
	void positionsAreNeverReusedAfterAcknowledging() {
		append(1, 2, 3);
		acknowledge(3);
		assertThatLastPositionSurvivesReopen(3);
		acknowledge(1, 2);
		assertThatLastPositionSurvivesReopen(3);
		append(4);
		acknowledge(4);
		assertThatLastPositionSurvivesReopen(4);
	}

	@Test
	void positionsAreNeverReusedAfterDiscarding() {
		append(1, 2);
		fail(2, "too large");
		discard(2);
		assertThatLastPositionSurvivesReopen(2);
	}

	@Test
	void positionsAreNeverReusedAfterRetrying() {
		append(1);
		fail(1, "too large");
		retry(1, 2);
		acknowledge(2);
		assertThatLastPositionSurvivesReopen(2);
	}

	@Test
	void positionsAreNeverReusedAfterPurging() {
		reopen(Duration.ofMinutes(1));
		append(1, 2);
		acknowledge(1, 2);
		this.store.maintain(NOW + 60_000);
		assertThat(this.store.findAppended(1, 2)).isEmpty();
		assertThatLastPositionSurvivesReopen(2);
	}

	private void assertThatLastPositionSurvivesReopen(long position) {
		assertThat(this.store.lastPosition()).isEqualTo(position);
		this.store.recover();
		assertThat(this.store.lastPosition()).isEqualTo(position);
		reopen(Duration.ZERO);
		assertThat(this.store.lastPosition()).isEqualTo(position);
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
	void closedStoreRefusesAndMayBeClosedAgain() {
		append(1);
		this.store.close();
		this.store.close();
		assertThatExceptionOfType(StoreException.class).isThrownBy(() -> append(2));
		assertThatExceptionOfType(StoreException.class).isThrownBy(() -> this.store.countPending());
		assertThatExceptionOfType(StoreException.class).isThrownBy(() -> this.store.recover());
	}

}
