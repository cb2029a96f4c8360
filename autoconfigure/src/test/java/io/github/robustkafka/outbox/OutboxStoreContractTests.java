package io.github.robustkafka.outbox;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

import static io.github.robustkafka.outbox.TestRecords.APPENDED_AT;
import static io.github.robustkafka.outbox.TestRecords.pending;
import static io.github.robustkafka.outbox.TestRecords.recordId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What every {@link OutboxStore} promises.
 */
public abstract class OutboxStoreContractTests extends OutboxStoreReadingContract {

	@Test
	void acknowledgedRecordsAreDeletedAtOnceWithoutRetention() {
		append(1, 2, 3, 4, 5, 6);
		assertThat(acknowledge(5, 1, 2, 3)).isEqualTo(new CommitResult(0, 4, 0, Set.of(), Set.of()));
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
		assertThat(acknowledge(1)).isEqualTo(new CommitResult(0, 1, 0, Set.of(), Set.of()));
		reopen(Duration.ofMinutes(1));
		assertThat(pendingPositions()).containsExactly(2L);
		assertThat(this.store.findByRecordId(recordId(1))).isEqualTo(new StoredRecord(1, RecordState.ACKNOWLEDGED,
				pending(1, "orders").record().contentChecksum(), 3, 101L, null));
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
		assertThat(fail(1, "too large")).isEqualTo(new CommitResult(0, 0, 1, Set.of(), Set.of()));
		fail(3, "corrupt");
		reopen(Duration.ZERO);
		assertThat(pendingPositions()).containsExactly(2L);
		assertThat(this.store.countPending()).isEqualTo(1);
		assertThat(this.store.countFailed()).isEqualTo(2);
		assertThat(this.store.findFailed(0, 1))
			.containsExactly(new FailedRecord(1, recordId(1), "orders", 4, null, pending(1, "orders").size(),
					"too large", Instant.ofEpochMilli(APPENDED_AT), Instant.ofEpochMilli(NOW)));
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
	void retriedRecordGoesToTheEndAndIsPendingSinceThen() {
		append(1, 2);
		OutboxRecord record = read("orders").records().get(0).record();
		fail(1, "too large");
		assertThat(retry(1, 3)).isEqualTo(new CommitResult(0, 0, 0, Set.of(1L), Set.of()));
		reopen(Duration.ZERO);
		assertThat(pendingPositions()).containsExactly(2L, 3L);
		PendingRecord retried = read("orders").records().get(1);
		assertThat(retried.record()).usingRecursiveComparison().isEqualTo(record);
		assertThat(retried.appendedAt()).isEqualTo(NOW);
		assertThat(this.store.findPendingTopics(2)).containsExactly(new TopicBacklog("orders", 3, NOW));
		assertThat(this.store.findByRecordId(recordId(1)))
			.isEqualTo(new StoredRecord(3, RecordState.PENDING, record.contentChecksum(), null, null, null));
		assertThat(this.store.countFailed()).isZero();
	}

	@Test
	void discardedRecordIsGone() {
		append(1, 2);
		fail(1, "too large");
		assertThat(discard(1)).isEqualTo(new CommitResult(0, 0, 0, Set.of(), Set.of(1L)));
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
		assertThat(result).isEqualTo(CommitResult.nothing());
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
		assertThat(result).isEqualTo(new CommitResult(1, 1, 1, Set.of(3L), Set.of(4L)));
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
	void closedStoreRefusesAndMayBeClosedAgain() {
		append(1);
		this.store.close();
		this.store.close();
		assertThatExceptionOfType(StoreException.class).isThrownBy(() -> append(2));
		assertThatExceptionOfType(StoreException.class).isThrownBy(() -> this.store.countPending());
		assertThatExceptionOfType(StoreException.class).isThrownBy(() -> this.store.recover());
	}

}
