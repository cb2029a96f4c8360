package io.github.robustkafka.writer;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;

import io.github.robustkafka.outbox.OutboxClosedException;
import io.github.robustkafka.outbox.OutboxFullException;
import io.github.robustkafka.outbox.StoreSize;
import io.github.robustkafka.writer.RoomSettings.WhenFull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

class OutboxRoomTests {

	private static final long MAX = 1600;

	private final AtomicInteger refusals = new AtomicInteger();

	private final AtomicLong waited = new AtomicLong();

	private final OutboxObserver observer = new OutboxObserver() {

		@Override
		public void waitedForRoom(long nanos) {
			OutboxRoomTests.this.waited.addAndGet(nanos);
		}

		@Override
		public void refused() {
			OutboxRoomTests.this.refusals.incrementAndGet();
			throw new IllegalStateException("the observer's own fault");
		}

	};

	@Test
	void aSendThatFindsNoRoomIsRefusedAtOnce() {
		OutboxRoom room = room(WhenFull.REJECT, Duration.ofSeconds(60));
		room.stored(new StoreSize(1400, 0, 1400));
		assertThatExceptionOfType(OutboxFullException.class).isThrownBy(() -> room.take(200))
			.withMessageContaining("1400 bytes are stored")
			.withMessageContaining("Nothing was kept");
		room.take(100);
		assertThat(this.refusals).hasValue(1);
		assertThat(this.waited).hasValue(0);
	}

	@Test
	void aBlockedSendIsRefusedAfterItsTimeout() {
		OutboxRoom room = room(WhenFull.BLOCK, Duration.ofMillis(20));
		room.stored(new StoreSize(MAX, 0, MAX));
		assertThatExceptionOfType(OutboxFullException.class).isThrownBy(() -> room.take(200))
			.withMessageContaining("PT0.02S");
	}

	@Test
	void aBlockedSendGoesOnAsSoonAsThereIsRoom() {
		OutboxRoom room = room(WhenFull.BLOCK, Duration.ofSeconds(60));
		room.stored(new StoreSize(MAX, 0, MAX));
		CompletableFuture<Void> taken = CompletableFuture.runAsync(() -> room.take(200));
		await().until(room::hasWaiting);
		room.stored(new StoreSize(0, 0, MAX));
		await().until(taken::isDone);
		assertThat(taken).isCompleted();
		assertThat(this.waited.get()).isPositive();
		assertThat(this.refusals).hasValue(0);
	}

	@Test
	void anInterruptEndsTheWaitForRoomAndIsKept() throws InterruptedException {
		OutboxRoom room = room(WhenFull.BLOCK, Duration.ofSeconds(60));
		room.stored(new StoreSize(MAX, 0, MAX));
		AtomicReference<Object> seen = new AtomicReference<>();
		Thread sender = new Thread(() -> {
			try {
				room.take(200);
			}
			catch (OutboxFullException ex) {
				seen.set(Thread.currentThread().isInterrupted() ? ex : "no interrupt");
			}
		});
		sender.start();
		await().until(room::hasWaiting);
		sender.interrupt();
		sender.join();
		assertThat(seen.get()).isInstanceOf(OutboxFullException.class);
		assertThat(room.hasWaiting()).isFalse();
	}

	@Test
	void closingEndsTheWaitForRoom() {
		OutboxRoom room = room(WhenFull.BLOCK, Duration.ofSeconds(60));
		room.stored(new StoreSize(MAX, 0, MAX));
		CompletableFuture<Void> taken = CompletableFuture.runAsync(() -> room.take(200));
		await().until(room::hasWaiting);
		room.close();
		assertThat(taken).failsWithin(Duration.ofSeconds(10))
			.withThrowableThat()
			.havingCause()
			.isInstanceOf(OutboxClosedException.class);
	}

	@Test
	void failedRecordsDoNotCountUpToTheirOwnLimit() {
		OutboxRoom room = room(WhenFull.REJECT, Duration.ofSeconds(60));
		room.stored(new StoreSize(MAX, 1000, MAX));
		room.take(800);
		assertThatExceptionOfType(OutboxFullException.class).isThrownBy(() -> room.take(800));
	}

	@Test
	void whatNeverFitsIsRefusedAlsoWhenSendsMayWait() {
		OutboxRoom room = room(WhenFull.BLOCK, Duration.ofSeconds(60));
		assertThatExceptionOfType(OutboxFullException.class).isThrownBy(() -> room.take(MAX))
			.withMessageContaining("never fit");
	}

	private OutboxRoom room(WhenFull whenFull, Duration timeout) {
		return new OutboxRoom(new RoomSettings(MAX, 1000, whenFull, timeout), this.observer);
	}

}
