package io.github.robustkafka.worker;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * The life of a {@link WorkerThread} without the thread: the same cycles, rests and
 * pauses, in a time that the caller makes pass.
 */
public final class SteppedWorker {

	private static final long PAUSE_AFTER_FAILURE = TimeUnit.MILLISECONDS.toNanos(500);

	private final Worker worker;

	private final WakeUpSignal signal;

	private final LongSupplier nanoTime;

	private boolean working;

	private boolean resting;

	private long dueAt;

	private long cycles;

	private @Nullable Throwable lastFailure;

	/**
	 * Creates a worker that is due at once.
	 */
	public SteppedWorker(Worker worker, WakeUpSignal signal, LongSupplier nanoTime) {
		this.worker = worker;
		this.signal = signal;
		this.nanoTime = nanoTime;
		this.dueAt = nanoTime.getAsLong();
	}

	/**
	 * Whether the thread would run a cycle now.
	 */
	public boolean isDue() {
		if (this.working) {
			return false;
		}
		if (this.resting && this.signal.rest(0)) {
			this.resting = false;
			this.dueAt = this.nanoTime.getAsLong();
		}
		return this.nanoTime.getAsLong() - this.dueAt >= 0;
	}

	/**
	 * When the thread will run its next cycle if nobody wakes it; never while it is in
	 * one.
	 */
	public long dueAt() {
		return this.working ? Long.MAX_VALUE : this.dueAt;
	}

	/**
	 * Runs one cycle.
	 * @param nanos how long it takes if there was something to do
	 */
	public void cycle(long nanos) {
		this.cycles++;
		this.working = true;
		int done = work();
		this.working = false;
		this.resting = done == 0;
		long rest = (this.lastFailure != null) ? PAUSE_AFTER_FAILURE : this.worker.restNanos();
		this.dueAt = this.nanoTime.getAsLong() + (this.resting ? rest : nanos);
	}

	private int work() {
		try {
			int done = this.worker.doWork();
			this.lastFailure = null;
			return done;
		}
		catch (Throwable ex) {
			this.lastFailure = ex;
			this.worker.onFailure(ex);
			return 0;
		}
	}

	/**
	 * How many cycles there were so far.
	 */
	public long cycles() {
		return this.cycles;
	}

	/**
	 * What the latest cycle threw, or null.
	 */
	public @Nullable Throwable lastFailure() {
		return this.lastFailure;
	}

}
