package io.github.robustkafka.runtime;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

import io.github.robustkafka.outbox.OutboxHeaders;
import io.github.robustkafka.outbox.OutboxRecord;
import io.github.robustkafka.outbox.OutboxStore;
import io.github.robustkafka.outcome.Awaiting;
import io.github.robustkafka.relay.BackoffSettings;
import io.github.robustkafka.relay.ProducerSource;
import io.github.robustkafka.relay.RelaySettings;
import io.github.robustkafka.sqlite.Durability;
import io.github.robustkafka.sqlite.SqliteOutboxStore;
import io.github.robustkafka.sqlite.SqliteSettings;
import io.github.robustkafka.writer.Append;
import io.github.robustkafka.writer.OutboxObserver;
import io.github.robustkafka.writer.RoomSettings;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.mock;

/**
 * Tests of {@link Outbox} on a disk whose commits take as long as the test wants.
 */
@Tag("slow")
class HangingDiskTests {

	@TempDir
	private Path directory;

	private final CountDownLatch commits = new CountDownLatch(1);

	private final CountDownLatch answer = new CountDownLatch(1);

	private final CountDownLatch closed = new CountDownLatch(1);

	private SqliteSettings settings() {
		return new SqliteSettings(this.directory.resolve("outbox.db"), Durability.POWER_LOSS, Duration.ZERO, 1L << 30);
	}

	private OutboxStore hanging(OutboxStore store) {
		return (OutboxStore) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { OutboxStore.class },
				(proxy, method, arguments) -> {
					if (method.getName().equals("commit")) {
						this.commits.countDown();
						this.answer.await();
					}
					try {
						return method.invoke(store, arguments);
					}
					catch (InvocationTargetException ex) {
						throw ex.getCause();
					}
					finally {
						if (method.getName().equals("close")) {
							this.closed.countDown();
						}
					}
				});
	}

	private Outbox start() {
		OutboxSettings settings = new OutboxSettings(
				new RoomSettings(1L << 30, 1L << 20, RoomSettings.WhenFull.REJECT, Duration.ZERO),
				new RelaySettings(10, 1L << 20, Duration.ofSeconds(1),
						new BackoffSettings(Duration.ofMillis(1), 2, Duration.ofMillis(1), 0)),
				false, 10, 1L << 20, Duration.ZERO);
		return Outbox.start(hanging(SqliteOutboxStore.open(settings())), mock(ProducerSource.class), settings,
				List.of(), OutboxObserver.NO_OP);
	}

	private static OutboxRecord record() {
		return new OutboxRecord(UUID.randomUUID(), "orders", null, null, new byte[10], OutboxHeaders.NONE, 1, null);
	}

	@Test
	void closeIsBoundedAndTheFileIsClosedWhenTheDiskAnswers() throws Exception {
		Outbox outbox = start();
		CompletableFuture<?> send = CompletableFuture
			.supplyAsync(() -> outbox.writer().appendAndAwait(new Append(List.of(record()), false)));
		this.commits.await();
		long start = System.nanoTime();
		outbox.close();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
		assertThat(send).as("not answered before the disk has answered").isNotDone();
		assertThat(this.closed.getCount()).as("the store is in use").isOne();
		this.answer.countDown();
		await().untilAsserted(() -> assertThat(send).isCompleted());
		this.closed.await();
		try (SqliteOutboxStore store = SqliteOutboxStore.open(settings())) {
			assertThat(store.countPending()).isOne();
		}
	}

	@Test
	void whoBeginsToWaitWhileTheOutboxClosesHearsWhenHisRecordIsCommitted() throws Exception {
		Outbox outbox = start();
		AtomicLong pendingWhenTold = new AtomicLong();
		closeWhileSomebodyBeginsToWait(outbox, () -> pendingWhenTold.set(outbox.writer().pending())).join();
		assertThat(pendingWhenTold).hasValue(2);
		assertThat(outbox.outcomes().awaited().size()).isZero();
	}

	@Test
	void closeIsBoundedAlsoIfWhoHearsLastNeverReturns() throws Exception {
		Outbox outbox = start();
		CountDownLatch never = new CountDownLatch(1);
		CompletableFuture<Void> closing = closeWhileSomebodyBeginsToWait(outbox, () -> awaitWithoutEnd(never));
		assertThat(closing).succeedsWithin(Duration.ofSeconds(30));
		assertThat(this.closed.getCount()).as("the store is closed").isZero();
		never.countDown();
	}

	@Test
	void whoWaitsBehindACallbackThatNeverReturnsIsToldAllTheSame() {
		Outbox outbox = start();
		this.answer.countDown();
		CountDownLatch never = new CountDownLatch(1);
		CountDownLatch told = new CountDownLatch(1);
		outbox.outcomes().execute(() -> awaitWithoutEnd(never));
		OutboxRecord record = record();
		outbox.outcomes().awaited().reserve(record.size());
		outbox.writer()
			.appendAndAwait(new Append(List.of(record), false,
					(index, position) -> outbox.outcomes().await(position, new Told(record.size(), told::countDown))));
		outbox.close();
		assertThat(this.closed.getCount()).as("the store is closed").isZero();
		await().until(() -> told.getCount() == 0);
		never.countDown();
	}

	private static void awaitWithoutEnd(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * The first record is in the middle of its commit while the thread of the outcomes
	 * ends; the second one is committed after that.
	 */
	private CompletableFuture<Void> closeWhileSomebodyBeginsToWait(Outbox outbox, Runnable told) throws Exception {
		outbox.writer().append(new Append(List.of(record()), false));
		this.commits.await();
		OutboxRecord second = record();
		outbox.outcomes().awaited().reserve(second.size());
		outbox.writer()
			.append(new Append(List.of(second), false,
					(index, position) -> outbox.outcomes().await(position, new Told(second.size(), told))));
		CompletableFuture<Void> closing = CompletableFuture.runAsync(outbox::close);
		await().until(() -> String.valueOf(outbox.trouble()).contains("outcomes has ended"));
		this.answer.countDown();
		return closing;
	}

	private record Told(int size, Runnable hears) implements Awaiting {

		@Override
		public void acknowledged(int partition, long offset, long timestamp) {
			throw new IllegalStateException("Nothing is sent here");
		}

		@Override
		public void failed(Exception failure) {
			this.hears.run();
		}

	}

}
