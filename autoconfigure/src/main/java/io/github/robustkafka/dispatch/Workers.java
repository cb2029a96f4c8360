package io.github.robustkafka.dispatch;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs records on the threads of an executor, a bounded number at one time. A worker
 * takes record after record. One worker at a time is being started, and starts the next
 * one when it found work and there is more: fast handlers are served by few threads, slow
 * ones by many.
 */
final class Workers {

	private static final Logger logger = LoggerFactory.getLogger(Workers.class);

	/** After so many records a worker makes way for others that share the executor. */
	private static final int TURN = 256;

	private static final long RETRY_MILLIS = 100;

	private static final Duration RETRY_AFTER_DEFECT = Duration.ofSeconds(1);

	private final Executor executor;

	private final ScheduledExecutorService timer;

	private final ReentrantLock lock;

	private final int max;

	private final WorkSource source;

	private final RecordProcessor processor;

	private int running;

	private boolean starting;

	/** Whether a worker is to be started when the lock is given back. */
	private boolean launch;

	private volatile @Nullable Thread launcher;

	private volatile boolean rejected;

	/** Whether the timer is about to try again. */
	private boolean retrying;

	Workers(Executor executor, ScheduledExecutorService timer, ReentrantLock lock, int max, WorkSource source,
			RecordProcessor processor) {
		this.executor = executor;
		this.timer = timer;
		this.lock = lock;
		this.max = max;
		this.source = source;
		this.processor = processor;
	}

	/**
	 * Starts a worker if there is work for one, when the lock is given back. The caller
	 * has the lock.
	 */
	void start() {
		if (!this.starting && this.running < this.max && this.source.hasWork()) {
			this.starting = true;
			this.running++;
			this.launch = true;
		}
	}

	/**
	 * Gives the lock back. Whoever does so hears the ends that others tell meanwhile, so
	 * that they need not wait for it. One who gives it back by waiting for a condition
	 * hears nothing: it calls {@link #beforeWaiting()}, and who tells an end meanwhile
	 * has to take the lock. An executor may block, so it is asked without the lock.
	 */
	void unlock() {
		if (this.lock.getHoldCount() > 1) {
			this.lock.unlock();
			return;
		}
		do {
			unlockAndLaunch();
		}
		while (this.source.hasEnded() && this.lock.tryLock());
	}

	private void unlockAndLaunch() {
		boolean due = false;
		try {
			this.source.hearEnded();
			due = this.launch;
			this.launch = false;
		}
		finally {
			this.lock.unlock();
		}
		if (due) {
			launch();
		}
	}

	private void launch() {
		this.launcher = Thread.currentThread();
		try {
			this.executor.execute(this::run);
			this.rejected = false;
		}
		catch (Throwable ex) {
			// Also when there is no memory for a thread: nobody else would start one.
			locked(() -> {
				this.starting = false;
				this.running--;
				startLater(ex);
			});
		}
		finally {
			if (this.launcher == Thread.currentThread()) {
				this.launcher = null;
			}
		}
	}

	/** Hears the ends that were told. The caller has the lock. */
	void hear() {
		this.source.hearEnded();
	}

	/**
	 * Hears the ends that were told and starts what is to be started, before the caller
	 * waits for a condition of the lock. That it waits must be known by now.
	 */
	void beforeWaiting() {
		hear();
		if (this.launch) {
			unlock();
			this.lock.lock();
		}
	}

	private void startLater(Throwable reason) {
		if (!this.rejected) {
			logger.warn("The executor takes no work now; records stay where they are and are tried again.", reason);
		}
		this.rejected = true;
		if (!this.retrying && !this.timer.isShutdown()) {
			this.retrying = true;
			this.timer.schedule(() -> locked(this::startAgain), RETRY_MILLIS, TimeUnit.MILLISECONDS);
		}
	}

	private void startAgain() {
		this.retrying = false;
		start();
	}

	private void run() {
		if (Thread.currentThread() == this.launcher) {
			throw new RejectedExecutionException("The executor would run handlers on its caller's thread");
		}
		RecordTask task = takeFirst();
		int taken = 0;
		while (task != null) {
			process(task);
			task = (++taken < TURN) ? takeNext(task) : endTurn(task);
		}
	}

	private @Nullable RecordTask takeFirst() {
		this.lock.lock();
		try {
			this.starting = false;
			return takeOrEnd();
		}
		finally {
			unlock();
		}
	}

	private @Nullable RecordTask takeNext(RecordTask last) {
		this.lock.lock();
		try {
			this.source.processed(last);
			return takeOrEnd();
		}
		finally {
			unlock();
		}
	}

	private @Nullable RecordTask takeOrEnd() {
		RecordTask task = this.source.take();
		if (task == null) {
			this.running--;
		}
		else {
			start();
		}
		return task;
	}

	private @Nullable RecordTask endTurn(RecordTask last) {
		locked(() -> {
			this.source.processed(last);
			this.running--;
			start();
		});
		return null;
	}

	private void process(RecordTask task) {
		try {
			this.processor.process(task);
		}
		catch (Throwable ex) {
			logger.error("A record could not be processed because of a defect. It is tried again.", ex);
			task.again(RETRY_AFTER_DEFECT);
		}
		finally {
			// An interrupt that a handler left behind would hit the next one.
			Thread.interrupted();
		}
	}

	private void locked(Runnable action) {
		this.lock.lock();
		try {
			action.run();
		}
		finally {
			unlock();
		}
	}

}
