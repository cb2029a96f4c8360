package io.github.robustkafka.writer;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import io.github.robustkafka.outbox.FailedRecord;
import io.github.robustkafka.test.InMemoryOutboxStore;
import io.github.robustkafka.outbox.OutboxClosedException;
import io.github.robustkafka.outbox.OutboxFullException;
import io.github.robustkafka.outbox.OutboxHeaders;
import io.github.robustkafka.outbox.OutboxRecord;
import io.github.robustkafka.outbox.OutcomeUnknownException;
import io.github.robustkafka.outbox.RecordIdConflictException;
import io.github.robustkafka.outbox.RecordState;
import io.github.robustkafka.outbox.StoreException;
import io.github.robustkafka.outbox.StoreFullException;
import io.github.robustkafka.outbox.WriteBatch;
import io.github.robustkafka.worker.WakeUpSignal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class OutboxWriterTests {

	private static final long ROOM = 1024 * 1024;

	private final FaultyStore store = new FaultyStore(new InMemoryOutboxStore());

	private final HandedOver relay = new HandedOver();

	private final OutboxWriter writer = writer();

	@Test
	void waitingAppendsAreCommittedTogetherAndHandedOverInOrder() {
		Append first = append("a");
		Append second = append("b");
		this.writer.doWork();
		assertThat(this.store.batches()).hasSize(1);
		assertThat(this.store.batches().get(0).appends()).hasSize(2);
		assertThat(this.relay.records()).extracting((record) -> value(record.record())).containsExactly("a", "b");
		assertThat(first.journaled()).isCompleted();
		assertThat(second.journaled()).isCompleted();
		assertThat(this.writer.pending()).isEqualTo(2);
	}

	@Test
	void whoeverWaitsKnowsThePlaceOfARecordBeforeAnybodyCanSeeIt() {
		List<Long> visible = new ArrayList<>();
		append("a");
		this.writer.append(new Append(List.of(record("b")), false, (index, position) -> {
			assertThat(position).isEqualTo(2);
			visible.add(this.store.countPending());
		}));
		this.writer.doWork();
		assertThat(visible).containsExactly(0L);
		assertThat(this.store.countPending()).isEqualTo(2);
	}

	@Test
	void acknowledgementsRideTheCommitOfTheNextAppend() {
		append("a");
		this.writer.doWork();
		acknowledge(0);
		append("b");
		this.writer.doWork();
		assertThat(this.store.batches()).hasSize(2);
		assertThat(this.store.batches().get(1).acknowledgements()).hasSize(1);
		assertThat(this.writer.pending()).isEqualTo(1);
	}

	@Test
	void anAcknowledgementAloneIsCommittedAfterAShortRest() {
		append("a");
		this.writer.doWork();
		acknowledge(0);
		assertThat(this.writer.restNanos()).isBetween(1L, Duration.ofMillis(20).toNanos());
	}

	@Test
	void whenTheCommitFailedButIsStoredThenTheSendSucceeds() {
		this.store.failNextCommitAfterItIsStored();
		Append append = append("a");
		this.writer.doWork();
		assertThat(append.journaled()).isCompleted();
		assertThat(this.relay.records()).hasSize(1);
		assertThat(this.writer.pending()).isEqualTo(1);
	}

	@Test
	void whenTheCommitFailedAndNothingIsStoredThenTheSendThrowsAndTheNextOneWorks() {
		this.store.failNextCommitBeforeItIsStored();
		Append append = append("a");
		this.writer.doWork();
		assertThatExceptionOfType(StoreException.class).isThrownBy(append::await)
			.withMessageContaining("nothing was kept")
			.withMessageContaining("the disk is broken");
		assertThat(this.relay.records()).isEmpty();
		assertThat(this.store.countPending()).isZero();
		Append next = append("b");
		this.writer.doWork();
		assertThat(next.journaled()).isCompleted();
	}

	@Test
	void aFullDiskIsToldAsAFullOutbox() {
		this.store.failWith(new StoreFullException("disk full", null));
		this.store.failNextCommitBeforeItIsStored();
		Append append = append("a");
		this.writer.doWork();
		assertThatExceptionOfType(OutboxFullException.class).isThrownBy(append::await)
			.withMessageContaining("Free space");
	}

	@Test
	void aDiskTooFullToOpenTheStoreIsToldAsAFullOutbox() {
		this.store.failWith(new StoreFullException("disk full", null));
		this.store.failNextCommitBeforeItIsStored();
		this.store.failNextRecoveries(1);
		append("a");
		this.writer.doWork();
		assertThatExceptionOfType(OutboxFullException.class).isThrownBy(() -> append("b"))
			.withMessageContaining("nothing was kept");
	}

	@Test
	void whenTheStoreCannotBeReadBackThenTheOutcomeIsUnknownAndTheRelayIsToldLater() {
		this.store.failNextCommitAfterItIsStored();
		this.store.failNextRecoveries(1);
		Append append = append("a");
		this.writer.doWork();
		assertThatExceptionOfType(OutcomeUnknownException.class).isThrownBy(append::await)
			.satisfies((ex) -> assertThat(ex.recordIds()).isEqualTo(append.recordIds()));
		assertThat(this.writer.fencedBy()).isNotNull();
		assertThatExceptionOfType(StoreException.class).isThrownBy(() -> append("b"))
			.withMessageContaining("Nothing was kept");
		workUntilUsable();
		assertThat(this.relay.reopened()).isEqualTo(1);
		assertThat(this.writer.pending()).isEqualTo(1);
	}

	@Test
	void whenACommitWithAcknowledgementsFailsThenTheyAreCommittedLater() {
		append("a");
		this.writer.doWork();
		acknowledge(0);
		this.store.failNextCommitBeforeItIsStored();
		append("b");
		this.writer.doWork();
		CompletableFuture<Void> flushed = CompletableFuture.runAsync(() -> this.writer.flush(Duration.ofSeconds(10)));
		while (!flushed.isDone()) {
			this.writer.doWork();
		}
		assertThat(this.store.countPending()).isZero();
	}

	@Test
	void theSameRecordIdMakesNoSecondRecord() {
		OutboxRecord record = record("a");
		this.writer.append(new Append(List.of(record), true));
		this.writer.doWork();
		Append again = new Append(List.of(record), true);
		this.writer.append(again);
		this.writer.doWork();
		assertThat(again.await()).singleElement()
			.satisfies((answer) -> assertThat(answer.knownBefore()).isTrue())
			.satisfies((answer) -> assertThat(answer.stored().state()).isEqualTo(RecordState.PENDING));
		assertThat(this.store.countPending()).isEqualTo(1);
		assertThat(this.relay.records()).hasSize(1);
	}

	@Test
	void theSameRecordIdTwiceInOneBatchMakesNoSecondRecord() {
		OutboxRecord record = record("a");
		this.writer.append(new Append(List.of(record), true));
		this.writer.append(new Append(List.of(record), true));
		this.writer.doWork();
		assertThat(this.store.countPending()).isEqualTo(1);
	}

	@Test
	void whenTheirCommonCommitFailsThenBothWhoGaveTheSameRecordIdAreRefused() {
		OutboxRecord record = record("a");
		Append first = new Append(List.of(record), true);
		Append second = new Append(List.of(record), true);
		this.writer.append(first);
		this.writer.append(second);
		this.store.failNextCommitBeforeItIsStored();
		this.writer.doWork();
		assertThat(first.journaled()).isCompletedExceptionally();
		assertThat(second.journaled()).isCompletedExceptionally();
	}

	@Test
	void theSameRecordIdWithOtherContentIsRefusedAndNothingOfItsAppendIsKept() {
		OutboxRecord record = record("a");
		this.writer.append(new Append(List.of(record), true));
		this.writer.doWork();
		OutboxRecord other = new OutboxRecord(record.recordId(), "topic", null, null, bytes("other"),
				OutboxHeaders.NONE, 1, null);
		Append append = new Append(List.of(record("b"), other), true);
		this.writer.append(append);
		this.writer.doWork();
		assertThatExceptionOfType(RecordIdConflictException.class).isThrownBy(append::await)
			.withMessageContaining(record.recordId().toString());
		assertThat(this.store.countPending()).isEqualTo(1);
	}

	@Test
	void aFailedRecordCanBeRetriedAtTheEndOrDiscarded() {
		append("a");
		append("b");
		this.writer.doWork();
		this.writer.fail(new WriteBatch.Failure(position(0), "too large"));
		this.writer.fail(new WriteBatch.Failure(position(1), "too large"));
		append("c");
		this.writer.doWork();
		assertThat(this.writer.failed()).isEqualTo(2);
		FailedRecords failed = new FailedRecords(this.store, this.writer);
		List<FailedRecord> found = failed.find(0, 10);
		CompletableFuture<Boolean> retried = this.writer.retry(found.get(0).position(), "topic");
		CompletableFuture<Boolean> discarded = this.writer.discard(found.get(1).position());
		this.writer.doWork();
		assertThat(retried).isCompletedWithValue(true);
		assertThat(discarded).isCompletedWithValue(true);
		assertThat(this.writer.failed()).isZero();
		assertThat(this.writer.pending()).isEqualTo(2);
		assertThat(this.relay.inStore()).singleElement().isEqualTo(this.store.lastPosition());
	}

	@Test
	void aRetryThatWasMadeAlthoughItsCommitFailedIsToldToTheRelay() {
		append("a");
		this.writer.fail(new WriteBatch.Failure(1, "too large"));
		this.writer.doWork();
		this.writer.fail(new WriteBatch.Failure(1, "too large"));
		append("b");
		this.writer.doWork();
		this.store.failNextCommitAfterItIsStored();
		this.writer.retry(1, "topic");
		this.writer.doWork();
		assertThat(this.writer.failed()).isZero();
		assertThat(this.relay.inStore()).singleElement().isEqualTo(this.store.lastPosition());
	}

	@Test
	void aClosedWriterRefusesAndAnswersAllWhoWaited() {
		Append waiting = append("a");
		this.writer.close();
		assertThatExceptionOfType(OutboxClosedException.class).isThrownBy(() -> append("b"));
		this.writer.onStop();
		assertThat(waiting.journaled()).isCompleted();
		assertThat(this.store.countPending()).isEqualTo(1);
	}

	@Test
	void whatIsQueuedWhenTheStoreIsFencedIsRefusedAndNotLeftWaiting() {
		this.store.failNextCommitBeforeItIsStored();
		this.store.failNextRecoveries(1);
		append("a");
		this.writer.doWork();
		assertThat(this.writer.fencedBy()).isNotNull();
		CompletableFuture<Boolean> retried = this.writer.retry(1, "topic");
		this.writer.doWork();
		assertThat(retried).isCompletedExceptionally();
	}

	@Test
	void aFlushWaitsForRecordsThatAreQueuedOnly() {
		append("a");
		CompletableFuture<Boolean> flushed = CompletableFuture
			.supplyAsync(() -> this.writer.flush(Duration.ofSeconds(30)));
		while (this.relay.records().isEmpty()) {
			this.writer.doWork();
		}
		assertThat(flushed).isNotDone();
		acknowledge(0);
		while (!flushed.isDone()) {
			this.writer.doWork();
		}
		assertThat(flushed).isCompletedWithValue(true);
	}

	@Test
	void anErrorInACommitIsAnsweredLikeAFailure() {
		this.store.failWith(new IllegalStateException("unforeseen"));
		this.store.failNextCommitBeforeItIsStored();
		Append append = append("a");
		this.writer.doWork();
		assertThatExceptionOfType(StoreException.class).isThrownBy(append::await);
	}

	private void workUntilUsable() {
		while (this.writer.fencedBy() != null) {
			this.writer.doWork();
		}
	}

	private OutboxWriter writer() {
		return new OutboxWriter(this.store,
				new RoomSettings(ROOM, ROOM, RoomSettings.WhenFull.REJECT, Duration.ofSeconds(1)),
				Clock.fixed(Instant.ofEpochMilli(1_000_000), ZoneOffset.UTC), new WakeUpSignal(), this.relay,
				OutboxObserver.NO_OP);
	}

	private Append append(String value) {
		Append append = new Append(List.of(record(value)), false);
		this.writer.append(append);
		return append;
	}

	private long position(int index) {
		return this.relay.records().get(index).position();
	}

	private void acknowledge(int index) {
		this.writer.acknowledge(new WriteBatch.Acknowledgement(position(index), 0, index));
	}

	private static OutboxRecord record(String value) {
		return new OutboxRecord(UUID.randomUUID(), "topic", null, null, bytes(value), OutboxHeaders.NONE, 1, null);
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static String value(OutboxRecord record) {
		return new String(record.value(), StandardCharsets.UTF_8);
	}

}
