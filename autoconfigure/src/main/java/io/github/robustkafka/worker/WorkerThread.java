package io.github.robustkafka.worker;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of a background thread: repeats a worker's cycle, rests when there is nothing
 * to do, goes on after any throwable, and stops when asked.
 */
public final class WorkerThread implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(WorkerThread.class);

	private static final Duration FOREVER = Duration.ofDays(36_500);

	private static final long PAUSE_AFTER_FAILURE = TimeUnit.MILLISECONDS.toNanos(500);

	private final String name;

	private final Worker worker;

	private final WakeUpSignal signal;

	private final Duration closeTimeout;

	private volatile boolean stopping;

	private volatile @Nullable Throwable lastFailure;

	private @Nullable Thread thread;

	/**
	 * Creates the thread without starting it.
	 * @param name name of the thread
	 * @param worker what it does
	 * @param signal ends its rest
	 * @param closeTimeout how long {@link #close()} waits for the last cycle
	 */
	public WorkerThread(String name, Worker worker, WakeUpSignal signal, Duration closeTimeout) {
		this.name = name;
		this.worker = worker;
		this.signal = signal;
		this.closeTimeout = closeTimeout;
	}

	/**
	 * Starts the thread. A second call does nothing.
	 */
	public synchronized void start() {
		if (this.thread == null) {
			this.thread = new Thread(this::run, this.name);
			this.thread.setDaemon(true);
			this.thread.start();
		}
	}

	/**
	 * Whether the thread was started and has not ended.
	 * @return true if it runs
	 */
	public synchronized boolean isAlive() {
		return this.thread != null && this.thread.isAlive();
	}

	/**
	 * What the worker threw in its latest cycle.
	 * @return the throwable, or null if the latest cycle went well
	 */
	public @Nullable Throwable lastFailure() {
		return this.lastFailure;
	}

	/**
	 * Lets the cycle that runs end, then ends the thread. Waits for that no longer than
	 * the close timeout, and not at all when called on the thread itself. Idempotent.
	 */
	@Override
	public void close() {
		this.stopping = true;
		this.signal.signal();
		Thread running = running();
		if (running == null || running == Thread.currentThread()) {
			return;
		}
		join(running, this.closeTimeout);
		if (running.isAlive()) {
			logger.warn("Thread '{}' is still busy after {}; it ends when its cycle does.", this.name,
					this.closeTimeout);
		}
	}

	/**
	 * Waits until the thread has ended, however long that takes.
	 */
	public void awaitEnd() {
		Thread running = running();
		if (running != null) {
			join(running, FOREVER);
		}
	}

	private synchronized @Nullable Thread running() {
		return this.thread;
	}

	/**
	 * An interrupt does not shorten the wait; it is kept for later.
	 */
	private static void join(Thread running, Duration timeout) {
		long deadline = System.nanoTime() + timeout.toNanos();
		boolean interrupted = false;
		for (long left = timeout.toMillis(); left > 0
				&& running.isAlive(); left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())) {
			try {
				running.join(left);
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	private void run() {
		while (!this.stopping) {
			int done = cycle();
			if (done == 0 && !this.stopping) {
				this.signal.rest((this.lastFailure != null) ? PAUSE_AFTER_FAILURE : this.worker.restNanos());
			}
		}
		this.worker.onStop();
	}

	private int cycle() {
		try {
			int done = this.worker.doWork();
			this.lastFailure = null;
			return done;
		}
		catch (Throwable ex) {
			failed(ex);
			return 0;
		}
	}

	/**
	 * When memory is short, telling of it may fail as well; that must not end the thread.
	 */
	private void failed(Throwable failure) {
		boolean first = this.lastFailure == null;
		this.lastFailure = failure;
		try {
			if (first) {
				logger.error("Thread '{}' failed. It keeps running and tries again.", this.name, failure);
			}
			this.worker.onFailure(failure);
		}
		catch (Throwable ex) {
			// The last failure is known all the same.
		}
	}

}
