package io.github.robustkafka.writer;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import io.github.robustkafka.outbox.OutboxFullException;
import io.github.robustkafka.outbox.OutboxHeaders;
import io.github.robustkafka.outbox.OutboxRecord;
import io.github.robustkafka.outbox.OutcomeUnknownException;
import io.github.robustkafka.outbox.PendingRecord;
import io.github.robustkafka.outbox.StoreException;
import io.github.robustkafka.test.InMemoryOutboxStore;
import io.github.robustkafka.worker.WakeUpSignal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What senders hear of commits that fail, also while telling of it fails.
 */
class CommitFailureTests {

	private static final int ROOM = 1024 * 1024;

	private final FaultyStore store = new FaultyStore(new InMemoryOutboxStore());

	private final AtomicLong time = new AtomicLong();

	private final Log log = new Log();

	private final Relay relay = new Relay();

	private final Observer observer = new Observer();

	private final OutboxWriter writer = new OutboxWriter(this.store,
			new RoomSettings(ROOM, 0, RoomSettings.WhenFull.REJECT, Duration.ZERO), Clock.systemUTC(), this.time::get,
			new WakeUpSignal(), this.relay, this.observer);

	@BeforeEach
	void listen() {
		this.log.start();
		logger().addAppender(this.log);
	}

	@AfterEach
	void listenNoMore() {
		logger().detachAppender(this.log);
	}

	@Test
	void sendersAreAnsweredWhenTheFailureCannotBeLogged() {
		this.log.broken = true;
		assertThatTheSenderOfAFailedCommitIsAnswered();
	}

	@Test
	void sendersAreAnsweredWhenTheObserverThrowsAnError() {
		this.observer.broken = true;
		assertThatTheSenderOfAFailedCommitIsAnswered();
	}

	private void assertThatTheSenderOfAFailedCommitIsAnswered() {
		this.store.failNextCommitBeforeItIsStored();
		Append append = append();
		this.writer.doWork();
		assertThatExceptionOfType(StoreException.class).isThrownBy(append::await);
		assertThatTheQueueIsEmpty();
	}

	@Test
	void sendersAreAnsweredWhenItCannotBeLoggedThatTheOutboxIsOutOfUse() {
		this.log.broken = true;
		this.store.failNextCommitBeforeItIsStored();
		this.store.failNextRecoveries(1);
		Append append = append();
		this.writer.doWork();
		assertThatExceptionOfType(OutcomeUnknownException.class).isThrownBy(append::await);
		assertThat(this.writer.fencedBy()).isNotNull();
	}

	@Test
	void anAppendLeavesTheQueueOnceAlsoIfItIsAnsweredAgain() {
		this.relay.broken = true;
		Append append = append();
		this.writer.doWork();
		append.await();
		assertThatExceptionOfType(OutboxFullException.class).as("the record is stored and takes its room")
			.isThrownBy(this::append);
	}

	@Test
	void housekeepingThatFailsIsNotToldAsACommit() {
		this.store.failMaintenance(true);
		work(3);
		assertThat(this.log.list).extracting(ILoggingEvent::getFormattedMessage)
			.singleElement()
			.asString()
			.startsWith("Housekeeping of the outbox failed");
		assertThat(this.observer.failures).isZero();
		this.store.failMaintenance(false);
		work(1);
		assertThat(this.log.list).last()
			.extracting(ILoggingEvent::getFormattedMessage)
			.isEqualTo("Housekeeping of the outbox succeeds again.");
	}

	@Test
	void housekeepingThatFailsForGoodTakesTheOutboxOutOfUse() {
		this.store.failMaintenance(true);
		this.store.failNextRecoveries(1);
		this.writer.doWork();
		assertThat(this.writer.fencedBy()).isNotNull();
	}

	private void work(int rounds) {
		for (int i = 0; i < rounds; i++) {
			this.writer.doWork();
			this.time.addAndGet(TimeUnit.SECONDS.toNanos(10));
		}
	}

	private void assertThatTheQueueIsEmpty() {
		Append next = append();
		this.writer.doWork();
		assertThat(next.await()).isNotNull();
	}

	/**
	 * Takes more than half of the room.
	 */
	private Append append() {
		Append append = new Append(List.of(new OutboxRecord(UUID.randomUUID(), "topic", null, null,
				new byte[ROOM * 6 / 10], OutboxHeaders.NONE, 1, null)), false);
		this.writer.append(append);
		return append;
	}

	private static Logger logger() {
		return (Logger) LoggerFactory.getLogger(BatchCommit.class);
	}

	private static final class Log extends ListAppender<ILoggingEvent> {

		private boolean broken;

		@Override
		public synchronized void doAppend(ILoggingEvent event) {
			if (this.broken && event.getLevel() == Level.ERROR) {
				throw new Error("no memory for a log line");
			}
			this.list.add(event);
		}

	}

	private static final class Observer implements OutboxObserver {

		private boolean broken;

		private int failures;

		@Override
		public void commitFailed(Throwable failure) {
			this.failures++;
			if (this.broken) {
				throw new Error("no memory to count");
			}
		}

	}

	private static final class Relay implements AppendedRecords {

		private boolean broken;

		@Override
		public void appended(List<PendingRecord> batch) {
			if (this.broken) {
				this.broken = false;
				throw new Error("no memory to hand over");
			}
		}

		@Override
		public void pendingInStore(String topic, long position) {
		}

		@Override
		public void storeReopened() {
		}

		@Override
		public int unsettled() {
			return 0;
		}

	}

}
