package io.github.robustkafka.listener;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.kafka.listener.MessageListenerContainer;

import io.github.robustkafka.dispatch.DispatchState;
import io.github.robustkafka.dispatch.Dispatcher;
import io.github.robustkafka.retry.ListenerControl;

/**
 * A listener with its dispatcher and its containers: one for the main topics and, if
 * records are retried through topics, one for those.
 */
public final class RunningListener implements ListenerControl {

	private final ListenerSettings settings;

	private final List<MessageListenerContainer> containers = new CopyOnWriteArrayList<>();

	private volatile @Nullable Dispatcher dispatcher;

	private volatile @Nullable String waitsFor;

	private volatile @Nullable Throwable stoppedBy;

	private volatile @Nullable String endedBySpring;

	private volatile @Nullable RecordReader reader;

	RunningListener(ListenerSettings settings) {
		this.settings = settings;
	}

	void closeAtEnd(RecordReader reader) {
		this.reader = reader;
	}

	/** Closes what its handler reads records with. */
	void close() {
		RecordReader present = this.reader;
		if (present != null) {
			present.close();
		}
	}

	void setDispatcher(Dispatcher dispatcher) {
		this.dispatcher = dispatcher;
	}

	void add(MessageListenerContainer container) {
		this.containers.add(container);
	}

	List<MessageListenerContainer> containers() {
		return this.containers;
	}

	/**
	 * Starts the containers, all of them or none: one that could not make its consumers
	 * would otherwise pass for running.
	 * @return why they cannot start now, or null if they run
	 */
	@Nullable String start() {
		try {
			this.containers.forEach(MessageListenerContainer::start);
			return null;
		}
		catch (RuntimeException ex) {
			this.containers.forEach((container) -> container.stop(() -> {
			}));
			return "its consumers cannot be made: " + NestedExceptionUtils.getMostSpecificCause(ex);
		}
	}

	/**
	 * Returns what the listener is to do.
	 * @return the settings
	 */
	public ListenerSettings settings() {
		return this.settings;
	}

	/**
	 * Returns what is going on.
	 * @return a snapshot
	 */
	public DispatchState state() {
		Dispatcher present = this.dispatcher;
		return (present != null) ? present.state() : new DispatchState(0, 0, 0, 0, List.of());
	}

	/**
	 * Whether its main container runs.
	 * @return true if it does
	 */
	public boolean isRunning() {
		return !this.containers.isEmpty() && this.containers.get(0).isRunning();
	}

	/**
	 * Returns what the listener waits for before it starts.
	 * @return a sentence, or null if it does not wait
	 */
	public @Nullable String waitsFor() {
		return this.waitsFor;
	}

	void setWaitsFor(@Nullable String waitsFor) {
		this.waitsFor = waitsFor;
	}

	/**
	 * Returns what a handler threw after which the rules stopped the listener.
	 * @return the exception, or null if it runs or was stopped by somebody
	 */
	public @Nullable Throwable stoppedBy() {
		return isRunning() ? null : this.stoppedBy;
	}

	/**
	 * Returns why Spring has ended a consumer of the listener that nobody wanted to stop.
	 * @return the reason, or null if that has not happened since the last start
	 */
	public @Nullable String endedBySpring() {
		return this.endedBySpring;
	}

	void endedBySpring(@Nullable String reason) {
		this.endedBySpring = reason;
	}

	@Override
	public void pause(Duration time) {
		Dispatcher present = this.dispatcher;
		if (present != null) {
			present.pause(time);
		}
	}

	@Override
	public void stop(Throwable reason) {
		this.stoppedBy = reason;
		this.containers.forEach((container) -> container.stop(() -> {
		}));
	}

}
