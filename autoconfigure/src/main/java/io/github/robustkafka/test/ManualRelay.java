package io.github.robustkafka.test;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;

import io.github.robustkafka.outbox.PendingRecord;
import io.github.robustkafka.outbox.RecordState;
import io.github.robustkafka.outbox.WriteBatch;
import io.github.robustkafka.relay.BackoffSettings;
import io.github.robustkafka.relay.HandOff;
import io.github.robustkafka.relay.OutboxRelay;
import io.github.robustkafka.relay.RelaySettings;
import io.github.robustkafka.runtime.Outbox;
import io.github.robustkafka.worker.WakeUpSignal;

/**
 * The relay of a test: the real one, but it publishes when the test says so, to a broker
 * that is a model. Its delays after failures cost no time. When {@link #step()} or
 * {@link #drain()} returns, outcomes are committed, and futures, callbacks and
 * {@code OutboxListener} beans have been told. Not to be called inside of those.
 */
public final class ManualRelay implements DisposableBean {

	private static final RelaySettings SETTINGS = new RelaySettings(1000, 32L * 1024 * 1024, Duration.ofSeconds(1),
			new BackoffSettings(Duration.ofMillis(200), 2, Duration.ofSeconds(30), 0));

	private static final long LONGER_THAN_ANY_DELAY = TimeUnit.MINUTES.toNanos(1);

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final int UNLIMITED = Integer.MAX_VALUE;

	private static final int IDLE_CYCLES = 3;

	private static final int PERIOD_MILLIS = 5;

	private final Outbox outbox;

	private final InMemoryOutboxStore store;

	private final ModelBroker broker;

	private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor((task) -> {
		Thread worker = new Thread(task, "robust-kafka-test-relay");
		worker.setDaemon(true);
		return worker;
	});

	private long nanoTime;

	private OutboxRelay relay;

	private @Nullable Future<?> running;

	ManualRelay(Outbox outbox, InMemoryOutboxStore store, ModelBroker broker) {
		this.outbox = outbox;
		this.store = store;
		this.broker = broker;
		this.relay = create();
	}

	private OutboxRelay create() {
		return new OutboxRelay(this.store, this.outbox.writer(), this.outbox.outcomes(),
				new HandOff(new WakeUpSignal(), 0), this.broker, SETTINGS, () -> this.nanoTime);
	}

	/**
	 * Publishes one record, the oldest that may be sent of some topic, and waits until
	 * its outcome is committed. While the broker is down or refuses the topic for a
	 * reason that can heal, the record is tried and stays pending.
	 * @return how many records are no longer pending: 1 or 0
	 */
	public int step() {
		return call(() -> cycle(1));
	}

	/**
	 * Publishes all pending records, as far as the broker takes them, and waits until
	 * their outcomes are committed.
	 * @return how many records are no longer pending
	 */
	public int drain() {
		return call(this::publishAll);
	}

	/**
	 * Publishes by itself from now on, until {@link #stop()} or the end of the test
	 * method: for code that waits for the future of a send.
	 */
	public synchronized void start() {
		if (this.running == null) {
			this.running = this.thread.scheduleWithFixedDelay(() -> cycle(UNLIMITED), 0, PERIOD_MILLIS,
					TimeUnit.MILLISECONDS);
		}
	}

	/**
	 * Ends what {@link #start()} began; a cycle that runs ends first.
	 */
	public synchronized void stop() {
		Future<?> ending = this.running;
		this.running = null;
		if (ending != null) {
			ending.cancel(false);
			call(() -> 0);
		}
	}

	private int publishAll() {
		int published = 0;
		int idle = 0;
		while (idle < IDLE_CYCLES && this.outbox.writer().pending() > 0) {
			int done = cycle(UNLIMITED);
			published += done;
			idle = (done > 0) ? 0 : idle + 1;
		}
		return published;
	}

	/**
	 * Sends, then takes the answers, which the broker gave at once.
	 */
	private int cycle(int records) {
		long before = this.outbox.writer().committedOutcomes();
		this.nanoTime += LONGER_THAN_ANY_DELAY;
		this.broker.admit(records);
		this.relay.doWork();
		this.broker.admit(0);
		this.relay.doWork();
		awaitCommit();
		return (int) (this.outbox.writer().committedOutcomes() - before);
	}

	private void awaitCommit() {
		CountDownLatch told = new CountDownLatch(1);
		this.outbox.outcomes().execute(told::countDown);
		long deadline = System.nanoTime() + PATIENCE.toNanos();
		while (told.getCount() > 0 || this.outbox.writer().waitingChanges() > 0) {
			if (System.nanoTime() - deadline > 0) {
				throw new IllegalStateException(
						"The outcomes of published records are not committed after %s. Look for a callback or OutboxListener that waits, or for a store that fails."
							.formatted(PATIENCE));
			}
			LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(1));
		}
		// Takes its turn behind the commit that is just ending.
		this.outbox.writer().doWork();
	}

	/**
	 * Forgets all records without telling anybody, and begins anew.
	 */
	void reset() {
		stop();
		call(() -> {
			this.relay.onStop();
			this.relay = create();
			this.store.rows().stream().filter((row) -> row.state() == RecordState.PENDING).forEach(this::giveUp);
			awaitCommit();
			this.outbox.failedRecords().find(0, UNLIMITED).forEach(this.outbox.failedRecords()::discard);
			this.store.forgetAcknowledged();
			return 0;
		});
	}

	private void giveUp(MemoryRow row) {
		PendingRecord record = row.pending();
		this.outbox.outcomes().awaited().remove(record.position());
		this.outbox.writer().fail(new WriteBatch.Failure(record.position(), "the test ended"));
	}

	private int call(Callable<Integer> work) {
		try {
			return this.thread.submit(work).get(2 * PATIENCE.toSeconds(), TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while the relay worked", ex);
		}
		catch (ExecutionException | TimeoutException ex) {
			throw new IllegalStateException("The relay of the test did not do its work", ex);
		}
	}

	@Override
	public void destroy() {
		stop();
		call(() -> {
			this.relay.onStop();
			return 0;
		});
		this.thread.shutdown();
	}

}
