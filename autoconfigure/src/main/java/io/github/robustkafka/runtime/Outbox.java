package io.github.robustkafka.runtime;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.robustkafka.outbox.OutboxListener;
import io.github.robustkafka.outbox.OutboxStore;
import io.github.robustkafka.outcome.AwaitedRecords;
import io.github.robustkafka.outcome.Outcomes;
import io.github.robustkafka.relay.HandOff;
import io.github.robustkafka.relay.OutboxRelay;
import io.github.robustkafka.relay.PausedTopics;
import io.github.robustkafka.relay.ProducerSource;
import io.github.robustkafka.relay.RelayStatus;
import io.github.robustkafka.worker.WakeUpSignal;
import io.github.robustkafka.worker.WorkerThread;
import io.github.robustkafka.writer.AppendedRecords;
import io.github.robustkafka.writer.FailedRecords;
import io.github.robustkafka.writer.OutboxObserver;
import io.github.robustkafka.writer.OutboxWriter;

/**
 * One running outbox: a store, the writer that fills it, the relay that empties it, and
 * the outcomes, each with its thread. Starts without a broker. Stopping is bounded:
 * {@link #drain()} gives pending records a last chance, {@link #close()} keeps the rest
 * for the next start.
 */
public final class Outbox implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(Outbox.class);

	private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

	private static final long DRAIN_STEP = TimeUnit.MILLISECONDS.toNanos(5);

	private final OutboxStore store;

	private final OutboxSettings settings;

	private final OutboxWriter writer;

	private final Outcomes outcomes;

	private final @Nullable OutboxRelay relay;

	private final FailedRecords failedRecords;

	private final OldestPending oldestPending;

	private final WorkerThread writerThread;

	private final WorkerThread outcomesThread;

	private final @Nullable WorkerThread relayThread;

	private boolean closed;

	private Outbox(OutboxStore store, ProducerSource source, OutboxSettings settings, List<OutboxListener> listeners,
			OutboxObserver observer) {
		WakeUpSignal writerSignal = new WakeUpSignal();
		WakeUpSignal outcomesSignal = new WakeUpSignal();
		WakeUpSignal relaySignal = new WakeUpSignal();
		HandOff handOff = new HandOff(relaySignal, settings.relay().unsettled());
		this.store = store;
		this.settings = settings;
		this.writer = new OutboxWriter(store, settings.room(), Clock.systemUTC(), writerSignal,
				settings.relayEnabled() ? handOff : AppendedRecords.NONE, observer);
		this.outcomes = new Outcomes(this.writer, listeners,
				new AwaitedRecords(settings.maxAwaited(), settings.maxAwaitedBytes()), outcomesSignal);
		this.failedRecords = new FailedRecords(store, this.writer);
		this.oldestPending = new OldestPending(store, this.writer::pending, System::nanoTime);
		this.writerThread = new WorkerThread("robust-kafka-writer", this.writer, writerSignal, CLOSE_TIMEOUT);
		this.outcomesThread = new WorkerThread("robust-kafka-outcomes", this.outcomes, outcomesSignal, CLOSE_TIMEOUT);
		if (settings.relayEnabled()) {
			this.relay = new OutboxRelay(store, this.writer, this.outcomes, handOff, source, settings.relay(),
					System::nanoTime);
			this.relayThread = new WorkerThread("robust-kafka-relay", this.relay, relaySignal, CLOSE_TIMEOUT);
		}
		else {
			this.relay = null;
			this.relayThread = null;
		}
	}

	/**
	 * Starts an outbox on an open store, which it closes in the end.
	 * @param store the store
	 * @param source creates producers for the relay
	 * @param settings how to run
	 * @param listeners hear of outcomes
	 * @param observer watches the writer
	 * @return the running outbox
	 */
	public static Outbox start(OutboxStore store, ProducerSource source, OutboxSettings settings,
			List<OutboxListener> listeners, OutboxObserver observer) {
		Outbox outbox = new Outbox(store, source, settings, listeners, observer);
		outbox.writerThread.start();
		outbox.outcomesThread.start();
		if (outbox.relayThread != null) {
			outbox.relayThread.start();
		}
		return outbox;
	}

	/**
	 * The door for appends.
	 * @return the writer
	 */
	public OutboxWriter writer() {
		return this.writer;
	}

	/**
	 * What became of the records.
	 * @return the outcomes
	 */
	public Outcomes outcomes() {
		return this.outcomes;
	}

	/**
	 * The records that can never be published as they are.
	 * @return the failed records
	 */
	public FailedRecords failedRecords() {
		return this.failedRecords;
	}

	/**
	 * The store, for reading.
	 * @return the store
	 */
	public OutboxStore store() {
		return this.store;
	}

	/**
	 * How the relay is doing.
	 * @return a snapshot, or null if this outbox does not publish
	 */
	public @Nullable RelayStatus relayStatus() {
		return (this.relay != null) ? this.relay.status() : null;
	}

	/**
	 * The topics that the relay leaves alone.
	 * @return the topics, or null if this outbox does not publish
	 */
	public @Nullable PausedTopics pausedTopics() {
		return (this.relay != null) ? this.relay.paused() : null;
	}

	/**
	 * How old the oldest pending record is, as seen within the last second. The cost
	 * grows with the number of topics, not of records.
	 * @param now the time, in milliseconds since the epoch
	 * @return its age, zero if nothing is pending
	 */
	public Duration oldestPendingAge(long now) {
		return this.oldestPending.age(now);
	}

	/**
	 * How this outbox was asked to run.
	 * @return the settings
	 */
	public OutboxSettings settings() {
		return this.settings;
	}

	/**
	 * What ended or keeps failing in a thread of this outbox.
	 * @return a sentence, or null if all threads do their work
	 */
	public @Nullable String trouble() {
		String trouble = trouble("writer", this.writerThread);
		trouble = (trouble != null) ? trouble : trouble("outcomes", this.outcomesThread);
		if (trouble == null && this.relayThread != null) {
			trouble = trouble("relay", this.relayThread);
		}
		return trouble;
	}

	private static @Nullable String trouble(String name, WorkerThread thread) {
		Throwable failure = thread.lastFailure();
		if (failure != null) {
			return "the %s keeps failing: %s".formatted(name, failure);
		}
		return thread.isAlive() ? null : "the %s has ended".formatted(name);
	}

	/**
	 * Waits until nothing is pending, Kafka is known not to answer, the relay is paused,
	 * or the drain timeout is over.
	 */
	public void drain() {
		long deadline = System.nanoTime() + this.settings.drainTimeout().toNanos();
		while (this.relay != null && this.writer.pending() > 0 && this.relay.status().outage() == null
				&& !this.relay.paused().contains(PausedTopics.ALL) && System.nanoTime() - deadline < 0
				&& !Thread.currentThread().isInterrupted()) {
			LockSupport.parkNanos(this, DRAIN_STEP);
		}
	}

	/**
	 * Refuses further appends, commits what waits, ends the threads and closes the store.
	 * Bounded; what is pending is sent after the next start. Idempotent.
	 */
	@Override
	public synchronized void close() {
		if (this.closed) {
			return;
		}
		this.closed = true;
		this.writer.close();
		if (this.relayThread != null) {
			this.relayThread.close();
		}
		this.outcomesThread.close();
		this.writerThread.close();
		long pending = this.writer.pending();
		closeStore();
		if (pending > 0) {
			logger.info("The outbox is closed with {} records pending; they are sent after the next start.", pending);
		}
	}

	/**
	 * A disk that does not answer must not hold up the application's stop: then the store
	 * is closed when the writer is through with it.
	 */
	private void closeStore() {
		if (!this.writerThread.isAlive()) {
			closeBehindWriter();
			return;
		}
		logger.warn("The disk of the outbox does not answer. The outbox is closed as soon as it does.");
		Thread closer = new Thread(() -> {
			this.writerThread.awaitEnd();
			closeBehindWriter();
		}, "robust-kafka-close");
		closer.setDaemon(true);
		closer.start();
	}

	/**
	 * Nothing is committed any longer. Who began to wait while the thread of the outcomes
	 * was ending, or waits behind a callback that does not return, is told on a thread of
	 * his own: his callbacks are not ours, and neither the store nor the one who closes
	 * waits for them without end.
	 */
	private void closeBehindWriter() {
		if (this.outcomes.awaited().size() == 0) {
			this.store.close();
			return;
		}
		Thread rest = new Thread(() -> {
			this.outcomesThread.close();
			this.outcomes.abandonAll();
		}, "robust-kafka-outcomes-rest");
		rest.setDaemon(true);
		rest.start();
		this.store.close();
		if (!this.outcomes.isOutcomeThread()) {
			join(rest);
		}
	}

	private static void join(Thread thread) {
		try {
			thread.join(CLOSE_TIMEOUT.toMillis());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
