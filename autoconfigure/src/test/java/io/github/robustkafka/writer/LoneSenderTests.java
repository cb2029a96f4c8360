package io.github.robustkafka.writer;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.robustkafka.outbox.CommitResult;
import io.github.robustkafka.test.InMemoryOutboxStore;
import io.github.robustkafka.outbox.OutboxClosedException;
import io.github.robustkafka.outbox.OutboxHeaders;
import io.github.robustkafka.outbox.OutboxRecord;
import io.github.robustkafka.outbox.StoreException;
import io.github.robustkafka.outbox.WriteBatch;
import io.github.robustkafka.worker.WakeUpSignal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for a sender that commits by itself: nobody calls {@link OutboxWriter#doWork()}
 * but the test.
 */
@Timeout(20)
class LoneSenderTests {

	private final FaultyStore store = new FaultyStore(new InMemoryOutboxStore());

	private final HandedOver relay = new HandedOver();

	private volatile Thread committer = Thread.currentThread();

	private final CountDownLatch gate = new CountDownLatch(1);

	private volatile boolean gated;

	private final OutboxWriter writer = new OutboxWriter(this.store,
			new RoomSettings(1 << 20, 1 << 20, RoomSettings.WhenFull.REJECT, Duration.ofSeconds(1)), Clock.systemUTC(),
			new WakeUpSignal(), this.relay, new OutboxObserver() {

				@Override
				public void committed(CommitResult result, long nanos) {
					LoneSenderTests.this.committer = Thread.currentThread();
					if (LoneSenderTests.this.gated) {
						awaitGate();
					}
				}

			});

	private void awaitGate() {
		try {
			this.gate.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@AfterEach
	void forgetInterrupt() {
		Thread.interrupted();
	}

	private static Append append() {
		return new Append(List.of(new OutboxRecord(UUID.randomUUID(), "orders", null, null,
				"a".getBytes(StandardCharsets.UTF_8), OutboxHeaders.NONE, 1, null)), false);
	}

	@Test
	void aSenderThatIsAloneCommitsOnItsOwnThread() {
		this.writer.appendAndAwait(append());
		assertThat(this.committer).isSameAs(Thread.currentThread());
		assertThat(this.relay.records()).hasSize(1);
		assertThat(this.writer.pending()).isEqualTo(1);
	}

	@Test
	void acknowledgementsRideItsCommit() {
		this.writer.appendAndAwait(append());
		this.writer.acknowledge(new WriteBatch.Acknowledgement(this.relay.records().get(0).position(), 0, 0));
		this.writer.appendAndAwait(append());
		assertThat(this.store.batches().get(1).acknowledgements()).hasSize(1);
		assertThat(this.writer.pending()).isEqualTo(1);
	}

	@Test
	void behindOthersASenderLeavesTheCommitToTheWriter() {
		this.writer.append(append());
		Thread sender = new Thread(() -> this.writer.appendAndAwait(append()));
		sender.start();
		await().until(() -> sender.getState() == Thread.State.WAITING);
		assertThat(this.store.batches()).isEmpty();
		this.writer.doWork();
		await().until(() -> !sender.isAlive());
		assertThat(this.store.batches()).singleElement().satisfies((batch) -> assertThat(batch.appends()).hasSize(2));
	}

	@Test
	void whileSomebodyCommitsASenderQueues() {
		this.gated = true;
		Thread first = new Thread(() -> this.writer.appendAndAwait(append()));
		first.start();
		await().until(() -> this.committer == first);
		Thread second = new Thread(() -> this.writer.appendAndAwait(append()));
		second.start();
		await().until(() -> second.getState() == Thread.State.WAITING);
		assertThat(this.store.batches()).hasSize(1);
		this.gated = false;
		this.gate.countDown();
		await().until(() -> !first.isAlive());
		this.writer.doWork();
		await().until(() -> !second.isAlive());
		assertThat(this.relay.records()).hasSize(2);
	}

	@Test
	void anInterruptIsKeptForLater() {
		Thread.currentThread().interrupt();
		this.writer.appendAndAwait(append());
		assertThat(Thread.interrupted()).isTrue();
		assertThat(this.writer.pending()).isEqualTo(1);
	}

	@Test
	void aFailedCommitIsAnsweredToItsSender() {
		this.store.failNextCommitBeforeItIsStored();
		assertThatExceptionOfType(StoreException.class).isThrownBy(() -> this.writer.appendAndAwait(append()))
			.withMessageContaining("nothing was kept");
		this.writer.appendAndAwait(append());
		assertThat(this.relay.records()).hasSize(1);
	}

	@Test
	void afterTheWriterHasStoppedNothingIsCommitted() {
		this.writer.onStop();
		assertThatExceptionOfType(OutboxClosedException.class).isThrownBy(() -> this.writer.appendAndAwait(append()));
		assertThat(this.store.batches()).isEmpty();
	}

}
