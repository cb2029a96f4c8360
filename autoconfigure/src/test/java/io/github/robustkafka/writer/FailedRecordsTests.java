package io.github.robustkafka.writer;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.github.robustkafka.outbox.FailedRecord;
import io.github.robustkafka.test.InMemoryOutboxStore;
import io.github.robustkafka.outbox.TestRecords;
import io.github.robustkafka.outbox.WriteBatch;
import io.github.robustkafka.worker.WakeUpSignal;
import io.github.robustkafka.worker.WorkerThread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class FailedRecordsTests {

	private final FaultyStore store = new FaultyStore(new InMemoryOutboxStore());

	private @Nullable WorkerThread thread;

	@AfterEach
	void stop() {
		if (this.thread != null) {
			this.thread.close();
		}
	}

	@Test
	void pagesShowEachRecordOnce() {
		FailedRecords failed = failed(5, "a");
		FailedPage first = failed.find(new FailedQuery(null, 0, Long.MAX_VALUE, 2));
		assertThat(first.records()).extracting(FailedRecord::position).containsExactly(1L, 2L);
		assertThat(first.nextAfter()).isEqualTo(2);
		FailedPage last = failed.find(new FailedQuery(null, 2, Long.MAX_VALUE, 3));
		assertThat(last.records()).extracting(FailedRecord::position).containsExactly(3L, 4L, 5L);
		assertThat(last.nextAfter()).isNull();
		assertThat(failed.find(new FailedQuery(null, 5, Long.MAX_VALUE, 3))).isEqualTo(new FailedPage(List.of(), null));
	}

	@Test
	void pagesEndWithTheLastPositionThatIsAskedFor() {
		FailedRecords failed = failed(5, "a");
		FailedPage page = failed.find(new FailedQuery(null, 0, 3, 10));
		assertThat(page.records()).extracting(FailedRecord::position).containsExactly(1L, 2L, 3L);
		assertThat(page.nextAfter()).isNull();
		assertThat(failed.find(new FailedQuery(null, 0, 3, 3)).nextAfter()).isNull();
		assertThat(failed.find(new FailedQuery(null, 0, 3, 2)).nextAfter()).isEqualTo(2);
	}

	@Test
	void aPageOfATopicEndsAfterABoundedSearchAndTellsWhereToGoOn() {
		FailedRecords failed = failed(2500, "a");
		failOne(2501, "b");
		List<FailedRecord> found = new ArrayList<>();
		List<Long> searches = new ArrayList<>();
		Long after = 0L;
		while (after != null) {
			FailedPage page = failed.find(new FailedQuery("b", after, Long.MAX_VALUE, 10));
			found.addAll(page.records());
			after = page.nextAfter();
			searches.add(after);
		}
		assertThat(found).extracting(FailedRecord::position).containsExactly(2501L);
		assertThat(searches).containsExactly(1000L, 2000L, null);
		assertThat(failed.find(new FailedQuery("a", 0, Long.MAX_VALUE, 10)).nextAfter()).isEqualTo(10);
	}

	@Test
	void retriedRecordsShareCommitsAndKeepTheirOrder() {
		FailedRecords failed = failed(300, "a");
		int commits = this.store.batches().size();
		FailedPage page = failed.find(new FailedQuery(null, 0, Long.MAX_VALUE, 200));
		assertThat(failed.retry(page.records())).isEqualTo(200);
		assertThat(this.store.batches().size() - commits).isLessThan(100);
		assertThat(failed.retry(page.records())).as("no longer failed").isZero();
		assertThat(failed.count()).isEqualTo(100);
		assertThat(this.store.findFailed(0, 1)).extracting(FailedRecord::position).containsExactly(201L);
		assertThat(this.store.batches().stream().flatMap((batch) -> batch.retries().stream()))
			.extracting(WriteBatch.Retry::position)
			.startsWith(LongStream.rangeClosed(1, 200).boxed().toArray(Long[]::new));
	}

	@Test
	void allAreRetriedOnceAndTheCountIsTold() {
		FailedRecords failed = failed(1200, "a");
		assertThat(failed.retryAll()).isEqualTo(1200);
		assertThat(failed.count()).isZero();
		assertThat(failed.lastPosition()).isEqualTo(2400);
	}

	@Test
	void discardedRecordsAreGone() {
		FailedRecords failed = failed(3, "a");
		List<FailedRecord> two = failed.find(new FailedQuery(null, 0, 2, 10)).records();
		assertThat(failed.discard(two)).isEqualTo(2);
		assertThat(failed.discard(two.get(0))).isFalse();
		assertThat(failed.find(two.get(0).recordId())).isNull();
		assertThat(failed.read(two.get(0))).isNull();
		FailedRecord third = failed.find(TestRecords.recordId(3));
		assertThat(failed.read(third).recordId()).isEqualTo(third.recordId());
	}

	@Test
	void eachOfManyChangesInOneCommitIsToldWhatBecameOfItsOwnRecord() {
		LongStream.rangeClosed(1, 3).forEach((position) -> failOne(position, "a"));
		List<FailedRecord> records = this.store.findFailed(0, 3);
		OutboxWriter writer = writer(new WakeUpSignal());
		int commits = this.store.batches().size();
		List<CompletableFuture<Boolean>> told = List.of(FailedRecordChanges.retry(writer, records.get(0)),
				FailedRecordChanges.retry(writer, records.get(0)), FailedRecordChanges.retry(writer, records.get(1)),
				FailedRecordChanges.discard(writer, records.get(1)),
				FailedRecordChanges.discard(writer, records.get(1)),
				FailedRecordChanges.discard(writer, records.get(2)));
		writer.doWork();
		assertThat(this.store.batches()).hasSize(commits + 1);
		assertThat(told).extracting(CompletableFuture::join).containsExactly(true, false, false, true, false, true);
		assertThat(writer.pending()).isEqualTo(1);
		assertThat(writer.failed()).isZero();
	}

	@Test
	void aLimitThatIsNotPositiveIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> new FailedQuery(null, 0, 1, 0))
			.withMessageContaining("0");
	}

	private FailedRecords failed(int count, String topic) {
		LongStream.rangeClosed(1, count).forEach((position) -> failOne(position, topic));
		WakeUpSignal signal = new WakeUpSignal();
		OutboxWriter writer = writer(signal);
		this.thread = new WorkerThread("failed-records-test", writer, signal, Duration.ofSeconds(10));
		this.thread.start();
		return new FailedRecords(this.store, writer);
	}

	private OutboxWriter writer(WakeUpSignal signal) {
		return new OutboxWriter(this.store,
				new RoomSettings(1 << 30, 1 << 30, RoomSettings.WhenFull.REJECT, Duration.ofSeconds(1)),
				Clock.systemUTC(), signal, AppendedRecords.NONE, OutboxObserver.NO_OP);
	}

	private void failOne(long position, String topic) {
		WriteBatch batch = new WriteBatch(TestRecords.APPENDED_AT);
		batch.appends().add(TestRecords.pending(position, topic));
		this.store.commit(batch);
		WriteBatch failure = new WriteBatch(TestRecords.APPENDED_AT);
		failure.failures().add(new WriteBatch.Failure(position, "too large"));
		this.store.commit(failure);
	}

}
