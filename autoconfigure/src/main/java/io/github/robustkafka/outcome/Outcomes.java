package io.github.robustkafka.outcome;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.robustkafka.outbox.OutboxClosedException;
import io.github.robustkafka.outbox.OutboxListener;
import io.github.robustkafka.outbox.OutboxListener.SentRecord;
import io.github.robustkafka.outbox.PendingRecord;
import io.github.robustkafka.outbox.StoreException;
import io.github.robustkafka.outbox.WriteBatch;
import io.github.robustkafka.worker.WakeUpSignal;
import io.github.robustkafka.worker.Worker;
import io.github.robustkafka.writer.OutboxWriter;

/**
 * What became of the records. The relay reports an outcome here; it goes
 * <ol>
 * <li>to the listeners, if there are any,</li>
 * <li>to the writer, which commits it: only after the listeners returned, so that each
 * outcome reaches them at least once,</li>
 * <li>to those who wait for it in memory.</li>
 * </ol>
 * Listeners and those who wait are called on one thread, in the order of the reports.
 * What they throw is logged and changes nothing. If they are slow, the relay waits for
 * them. Outcomes are reported by one thread, and passed on together.
 */
public final class Outcomes implements Worker {

	private static final Logger logger = LoggerFactory.getLogger(Outcomes.class);

	private static final int MANY = 10_000;

	private static final int MOST = 100_000;

	private static final int MANY_CHANGES = 100_000;

	private static final int CYCLE = 256;

	private final OutboxWriter writer;

	private final List<OutboxListener> listeners;

	private final WakeUpSignal signal;

	private final AwaitedRecords awaited;

	private final ConcurrentLinkedQueue<Runnable> queue = new ConcurrentLinkedQueue<>();

	/**
	 * Reported and not passed on; for the thread that reports.
	 */
	private List<Settled> collected = new ArrayList<>();

	/**
	 * Places of those who waited for them, not given back yet; for the same thread.
	 */
	private int places;

	private long placesBytes;

	/**
	 * Outcomes that were passed on; counted by the thread that reports them.
	 */
	private final AtomicLong reported = new AtomicLong();

	/**
	 * How many of them were told; counted by the thread that tells them.
	 */
	private final AtomicLong told = new AtomicLong();

	private volatile @Nullable Thread thread;

	private volatile boolean stopped;

	/**
	 * Creates the outcomes of an outbox.
	 * @param writer commits them
	 * @param listeners hear of them
	 * @param awaited who waits for them
	 * @param signal wakes the thread that calls {@link #doWork()}
	 */
	public Outcomes(OutboxWriter writer, List<OutboxListener> listeners, AwaitedRecords awaited, WakeUpSignal signal) {
		this.writer = writer;
		this.listeners = List.copyOf(listeners);
		this.awaited = awaited;
		this.signal = signal;
	}

	/**
	 * Those who wait in memory for the outcome of a record.
	 * @return the registry
	 */
	public AwaitedRecords awaited() {
		return this.awaited;
	}

	/**
	 * Waits for the outcome of a record that is about to be committed and that nobody can
	 * see yet, in a place that was reserved among {@link #awaited()}. After the stop only
	 * {@link #abandonAll()} ends the wait.
	 * @param position where it stands in the outbox
	 * @param awaiting who waits
	 */
	public void await(long position, Awaiting awaiting) {
		this.awaited.add(position, awaiting);
	}

	/**
	 * The broker has the record; goes on with {@link #passOn()}. Never waits.
	 * @param record the record
	 * @param partition partition it went to
	 * @param offset its offset there, -1 if the broker did not tell
	 * @param timestamp timestamp that counts for it, in milliseconds since the epoch
	 */
	public void acknowledged(PendingRecord record, int partition, long offset, long timestamp) {
		settle(record, new Outcome.Acknowledged(new WriteBatch.Acknowledgement(record.position(), partition, offset),
				timestamp));
	}

	/**
	 * The record can never be published as it is; goes on with {@link #passOn()}. Never
	 * waits.
	 * @param record the record
	 * @param failure why
	 */
	public void failed(PendingRecord record, Exception failure) {
		String reason = failure.getClass().getSimpleName() + ": " + failure.getMessage();
		settle(record, new Outcome.Failed(new WriteBatch.Failure(record.position(), reason), failure));
	}

	/**
	 * A row of the store does not fit its checksum; what it held is not known. Ends the
	 * wait for its record, if there is one. Never waits.
	 * @param position where it stands
	 * @param recordId its record id, or null if that is not known either
	 */
	public void corrupt(long position, @Nullable UUID recordId) {
		this.writer.fail(new WriteBatch.Failure(position, "corrupt"));
		Awaiting waiting = this.awaited.remove(position);
		if (waiting != null) {
			StoreException failure = new StoreException(
					"Record %s was damaged in the outbox before it reached Kafka, and is not published. Check the disk, and send the record again as a new one."
						.formatted((recordId != null) ? recordId : "at position " + position),
					null);
			execute(() -> waiting.failed(failure));
		}
	}

	/**
	 * Whether those who hear of outcomes keep up with the reports, and the writer with
	 * the changes.
	 * @return false if a reporter should wait a moment
	 */
	public boolean keepsUp() {
		// One who is told may send, and waits for room that only acknowledgements make.
		long most = this.writer.isFull() ? MOST : MANY;
		return waiting() < most && this.writer.waitingChanges() < MANY_CHANGES;
	}

	/**
	 * How many outcomes wait until listeners, callbacks and futures are through with
	 * those before them.
	 * @return number of outcomes
	 */
	public long waiting() {
		return Math.max(0, this.reported.get() - this.told.get());
	}

	/**
	 * Runs a short task on the thread of the outcomes, behind all reports so far.
	 * @param task the task
	 */
	public void execute(Runnable task) {
		this.queue.add(task);
		this.signal.signal();
		if (this.stopped) {
			runAll();
		}
	}

	/**
	 * Whether the caller is the thread of the outcomes, which must not wait for outcomes.
	 * @return true inside listeners, callbacks and futures
	 */
	public boolean isOutcomeThread() {
		return Thread.currentThread() == this.thread;
	}

	private void settle(PendingRecord record, Outcome outcome) {
		Awaiting waiting = this.awaited.take(record.position());
		SentRecord sent = this.listeners.isEmpty() ? null : sent(record);
		this.collected.add(new Settled(outcome, sent, waiting));
		if (waiting != null) {
			this.places++;
			this.placesBytes += record.size();
		}
	}

	/**
	 * Passes on what was reported since the last call. Called by the thread that reports.
	 */
	public void passOn() {
		if (this.collected.isEmpty()) {
			return;
		}
		this.awaited.giveBack(this.places, this.placesBytes);
		boolean allAwaited = this.places == this.collected.size();
		this.places = 0;
		this.placesBytes = 0;
		List<Settled> settled = this.collected;
		this.collected = new ArrayList<>();
		if (this.listeners.isEmpty()) {
			// First, so that who waits until all is committed finds the answers before
			// him.
			report(allAwaited ? settled : settled.stream().filter((one) -> one.waiting() != null).toList(),
					Outcomes::answer);
			settled.forEach(this::commit);
		}
		else {
			report(settled, (one) -> {
				this.listeners.forEach((listener) -> tell(listener, one));
				commit(one);
				answer(one);
			});
		}
	}

	private void report(List<Settled> settled, Consumer<Settled> telling) {
		if (settled.isEmpty()) {
			return;
		}
		this.reported.lazySet(this.reported.get() + settled.size());
		execute(() -> settled.forEach((one) -> {
			this.told.lazySet(this.told.get() + 1);
			telling.accept(one);
		}));
	}

	/**
	 * What fails here, for lack of memory, must not keep the outcomes behind it.
	 */
	private void commit(Settled settled) {
		safely(() -> settled.outcome().commit(this.writer));
	}

	private static void tell(OutboxListener listener, Settled settled) {
		SentRecord record = settled.sent();
		if (record != null) {
			safely(() -> settled.outcome().tell(listener, record));
		}
	}

	private static void answer(Settled settled) {
		Awaiting waiting = settled.waiting();
		if (waiting != null) {
			safely(() -> settled.outcome().answer(waiting));
		}
	}

	/**
	 * An outcome on its way.
	 *
	 * @param outcome what became of the record
	 * @param sent the record for listeners, or null if there are none
	 * @param waiting who waits for it in memory, or null
	 */
	private record Settled(Outcome outcome, @Nullable SentRecord sent, @Nullable Awaiting waiting) {
	}

	private static SentRecord sent(PendingRecord record) {
		return new SentRecord(record.record().recordId(), record.topic(), record.record().context());
	}

	@Override
	public int doWork() {
		this.thread = Thread.currentThread();
		int done = 0;
		for (Runnable task = this.queue.poll(); task != null; task = (done < CYCLE) ? this.queue.poll() : null) {
			safely(task);
			done++;
		}
		return done;
	}

	private static void safely(Runnable task) {
		try {
			task.run();
		}
		catch (Throwable ex) {
			logger.error("A listener or callback of a record's outcome failed. The record is not affected.", ex);
		}
	}

	@Override
	public long restNanos() {
		return TimeUnit.SECONDS.toNanos(1);
	}

	private void runAll() {
		for (Runnable task = this.queue.poll(); task != null; task = this.queue.poll()) {
			safely(task);
		}
	}

	/**
	 * Tells the last outcomes. What is reported later is told by the thread that reports
	 * it; who begins to wait later is told by {@link #abandonAll()}.
	 */
	@Override
	public void onStop() {
		this.stopped = true;
		runAll();
		abandonAll();
	}

	/**
	 * Tells those who still wait that the broker's answer does not come here. To be
	 * called once more when this worker has stopped and nothing is committed any longer:
	 * who began to wait after the stop hears only then, since his record was not
	 * committed before.
	 */
	public void abandonAll() {
		this.awaited.removeAll().forEach((waiting) -> safely(() -> waiting.failed(closed())));
	}

	private static OutboxClosedException closed() {
		return new OutboxClosedException(
				"The outbox was closed before the broker answered. If the record was journaled, it is sent after the next start.",
				null);
	}

}
