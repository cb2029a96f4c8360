package io.github.robustkafka.outcome;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import io.github.robustkafka.outbox.StoreException;
import io.github.robustkafka.test.InMemoryOutboxStore;
import io.github.robustkafka.outbox.OutboxClosedException;
import io.github.robustkafka.outbox.OutboxHeaders;
import io.github.robustkafka.outbox.OutboxListener;
import io.github.robustkafka.outbox.OutboxRecord;
import io.github.robustkafka.outbox.PendingQuery;
import io.github.robustkafka.outbox.PendingRecord;
import io.github.robustkafka.worker.WakeUpSignal;
import io.github.robustkafka.writer.Append;
import io.github.robustkafka.writer.AppendedRecords;
import io.github.robustkafka.writer.OutboxObserver;
import io.github.robustkafka.writer.OutboxWriter;
import io.github.robustkafka.writer.RoomSettings;

import static org.assertj.core.api.Assertions.assertThat;

class OutcomesTests {

	private final InMemoryOutboxStore store = new InMemoryOutboxStore();

	private final OutboxWriter writer = new OutboxWriter(this.store,
			new RoomSettings(1 << 20, 1 << 20, RoomSettings.WhenFull.REJECT, Duration.ofSeconds(1)), Clock.systemUTC(),
			new WakeUpSignal(), AppendedRecords.NONE, OutboxObserver.NO_OP);

	private final List<String> heard = new ArrayList<>();

	@Test
	void anOutcomeIsCommittedOnlyAfterTheListenersReturned() {
		Outcomes outcomes = outcomes(listener());
		PendingRecord record = append();
		outcomes.acknowledged(record, 0, 1, 1000);
		outcomes.passOn();
		stopWriter();
		assertThat(this.store.countPending()).as("the listener was not called yet").isEqualTo(1);
		outcomes.doWork();
		assertThat(this.heard).containsExactly("acknowledged context");
	}

	@Test
	void aListenerThatThrowsAnErrorHoldsNothingUp() {
		Outcomes outcomes = outcomes(new OutboxListener() {
			@Override
			public void acknowledged(SentRecord record, int partition, long offset) {
				throw new StackOverflowError("for the test");
			}
		});
		PendingRecord record = append();
		Remembering awaiting = new Remembering();
		outcomes.awaited().reserve(awaiting.size());
		outcomes.await(record.position(), awaiting);
		outcomes.acknowledged(record, 0, 1, 1000);
		outcomes.passOn();
		outcomes.doWork();
		stopWriter();
		assertThat(this.store.countPending()).isZero();
		assertThat(awaiting.answers).containsExactly("acknowledged");
	}

	@Test
	void theRelayWaitsForThoseWhoHearOfOutcomes() {
		Outcomes outcomes = new Outcomes(this.writer, List.of(), new AwaitedRecords(20_000, 1 << 30),
				new WakeUpSignal());
		PendingRecord record = append();
		for (int i = 0; i < 10_000; i++) {
			assertThat(outcomes.keepsUp()).isTrue();
			outcomes.await(record.position(), new Remembering());
			outcomes.acknowledged(record, 0, 1, 1000);
			outcomes.passOn();
		}
		assertThat(outcomes.waiting()).isEqualTo(10_000);
		assertThat(outcomes.keepsUp()).isFalse();
		outcomes.doWork();
		assertThat(outcomes.keepsUp()).isTrue();
	}

	@Test
	void onlyRecordsThatSomebodyWaitsForWaitToBeToldAndGiveTheirPlacesBack() {
		Outcomes outcomes = outcomes();
		PendingRecord awaited = append();
		PendingRecord other = append();
		outcomes.awaited().reserve(awaited.size());
		outcomes.await(awaited.position(), new Remembering());
		outcomes.acknowledged(awaited, 0, 1, 1000);
		outcomes.acknowledged(other, 0, 2, 1000);
		outcomes.passOn();
		assertThat(outcomes.waiting()).isOne();
		assertThat(outcomes.awaited().size()).as("the place is free again").isZero();
		assertThat(outcomes.awaited().reserve(1000)).as("so are its bytes").isTrue();
		outcomes.doWork();
		assertThat(outcomes.waiting()).isZero();
	}

	@Test
	void whoStillWaitsWhenTheOutboxClosesIsToldSo() {
		Outcomes outcomes = outcomes();
		Remembering awaiting = new Remembering();
		outcomes.await(1, awaiting);
		outcomes.onStop();
		assertThat(awaiting.answers).containsExactly(OutboxClosedException.class.getSimpleName());
		Remembering late = new Remembering();
		outcomes.await(2, late);
		assertThat(late.answers).as("its record is not committed yet").isEmpty();
		outcomes.abandonAll();
		assertThat(late.answers).containsExactly(OutboxClosedException.class.getSimpleName());
		outcomes.execute(() -> this.heard.add("late"));
		assertThat(this.heard).containsExactly("late");
	}

	@Test
	void whoWaitsForADamagedRecordIsToldSo() {
		Outcomes outcomes = outcomes();
		PendingRecord record = append();
		Remembering awaiting = new Remembering();
		outcomes.awaited().reserve(awaiting.size());
		outcomes.await(record.position(), awaiting);
		outcomes.corrupt(record.position(), record.record().recordId());
		outcomes.doWork();
		stopWriter();
		assertThat(awaiting.answers).containsExactly(StoreException.class.getSimpleName());
		assertThat(this.store.countFailed()).isEqualTo(1);
	}

	@Test
	void aDamagedRecordWhoseIdIsNotKnownIsSetAsideAllTheSame() {
		Outcomes outcomes = outcomes();
		outcomes.corrupt(append().position(), null);
		stopWriter();
		assertThat(this.store.countFailed()).isEqualTo(1);
	}

	@Test
	void awaitedRecordsAreBoundedInNumberAndBytes() {
		AwaitedRecords awaited = new AwaitedRecords(2, 1000);
		assertThat(awaited.reserve(600)).isTrue();
		assertThat(awaited.reserve(600)).as("too many bytes").isFalse();
		assertThat(awaited.reserve(300)).isTrue();
		assertThat(awaited.reserve(1)).as("too many records").isFalse();
		assertThat(awaited.size()).isEqualTo(2);
		awaited.giveBack(600);
		assertThat(awaited.reserve(700)).isTrue();
	}

	@Test
	void theWaitForARecordEndsOnceAndMakesRoomForTheNext() {
		AwaitedRecords awaited = new AwaitedRecords(1, 1000);
		Remembering awaiting = new Remembering();
		assertThat(awaited.reserve(awaiting.size())).isTrue();
		awaited.add(7, awaiting);
		assertThat(awaited.remove(8)).isNull();
		assertThat(awaited.remove(7)).isSameAs(awaiting);
		assertThat(awaited.remove(7)).isNull();
		assertThat(awaited.size()).isZero();
		assertThat(awaited.reserve(1000)).isTrue();
	}

	private OutboxListener listener() {
		return new OutboxListener() {
			@Override
			public void acknowledged(SentRecord record, int partition, long offset) {
				OutcomesTests.this.heard.add("acknowledged " + record.context());
			}
		};
	}

	private Outcomes outcomes(OutboxListener... listeners) {
		return new Outcomes(this.writer, List.of(listeners), new AwaitedRecords(10, 1000), new WakeUpSignal());
	}

	private PendingRecord append() {
		this.writer.append(new Append(List
			.of(new OutboxRecord(UUID.randomUUID(), "topic", null, null, null, OutboxHeaders.NONE, 1, "context")),
				false));
		this.writer.doWork();
		List<PendingRecord> pending = this.store
			.findPending(new PendingQuery("topic", null, 0, Long.MAX_VALUE, 100, 1 << 20))
			.records();
		return pending.get(pending.size() - 1);
	}

	private void stopWriter() {
		this.writer.onStop();
	}

	private static final class Remembering implements Awaiting {

		private final List<String> answers = new ArrayList<>();

		@Override
		public int size() {
			return 100;
		}

		@Override
		public void acknowledged(int partition, long offset, long timestamp) {
			this.answers.add("acknowledged");
		}

		@Override
		public void failed(Exception failure) {
			this.answers.add(failure.getClass().getSimpleName());
		}

	}

}
