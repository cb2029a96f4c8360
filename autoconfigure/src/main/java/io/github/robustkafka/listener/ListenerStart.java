package io.github.robustkafka.listener;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.robustkafka.worker.WakeUpSignal;
import io.github.robustkafka.worker.Worker;
import io.github.robustkafka.worker.WorkerThread;

/**
 * Starts each listener when its topics exist, in the background: the application's start
 * needs no broker.
 */
final class ListenerStart implements Worker {

	private static final Logger logger = LoggerFactory.getLogger(ListenerStart.class);

	private static final Duration FIRST_WAIT = Duration.ofMillis(500);

	private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

	private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(15);

	private final TopicProvision provision;

	private final List<RunningListener> waiting = new ArrayList<>();

	private final WakeUpSignal signal = new WakeUpSignal();

	private @Nullable WorkerThread thread;

	private volatile Duration wait = FIRST_WAIT;

	ListenerStart(TopicProvision provision) {
		this.provision = provision;
	}

	/** Starts all that are to start with the application. */
	synchronized void begin(Collection<RunningListener> listeners) {
		if (this.thread == null) {
			this.provision.open();
			this.thread = new WorkerThread("robust-kafka-listener-start", this, this.signal, CLOSE_TIMEOUT);
			listeners.forEach(this::added);
		}
	}

	/**
	 * Starts a listener. One that does not start with the application gets its topics.
	 */
	synchronized void added(RunningListener listener) {
		WorkerThread present = this.thread;
		if (present != null && !listener.isRunning()) {
			this.waiting.add(listener);
			this.wait = FIRST_WAIT;
			present.start();
			this.signal.signal();
		}
	}

	/** Starts nothing any more. */
	void end() {
		WorkerThread ended;
		synchronized (this) {
			ended = this.thread;
			this.thread = null;
			this.waiting.clear();
		}
		this.provision.close();
		if (ended != null) {
			ended.close();
		}
	}

	private boolean waits(RunningListener listener, String reason) {
		boolean news = !reason.equals(listener.waitsFor());
		listener.setWaitsFor(reason);
		if (news && waiting().contains(listener)) {
			logger.warn("Listener '{}' waits: {}. It is tried again every few seconds.", listener.settings().id(),
					reason);
		}
		return false;
	}

	/** Whether listeners are started now. */
	synchronized boolean hasBegun() {
		return this.thread != null;
	}

	private synchronized List<RunningListener> waiting() {
		return List.copyOf(this.waiting);
	}

	@Override
	public int doWork() {
		int done = 0;
		for (RunningListener listener : waiting()) {
			done += tryToStart(listener) ? 1 : 0;
		}
		Duration longer = this.wait.multipliedBy(2);
		this.wait = (longer.compareTo(LONGEST_WAIT) < 0) ? longer : LONGEST_WAIT;
		return done;
	}

	private boolean tryToStart(RunningListener listener) {
		String id = listener.settings().id();
		String missing = this.provision.provide(listener.settings());
		if (missing != null) {
			return waits(listener, missing);
		}
		synchronized (this) {
			if (!this.waiting.remove(listener)) {
				return false;
			}
			listener.setWaitsFor(null);
			if (!listener.settings().container().autoStartup()) {
				return true;
			}
			String failure = listener.start();
			if (failure != null) {
				this.waiting.add(listener);
				return waits(listener, failure);
			}
		}
		logger.info("Listener '{}' started: topics {}, group '{}'", id, listener.settings().listenedTopics(),
				listener.settings().rules().group());
		return true;
	}

	@Override
	public long restNanos() {
		return waiting().isEmpty() ? Duration.ofHours(1).toNanos() : this.wait.toNanos();
	}

}
