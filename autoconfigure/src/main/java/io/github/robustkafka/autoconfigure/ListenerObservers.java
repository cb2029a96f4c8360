package io.github.robustkafka.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.github.robustkafka.dispatch.DrainResult;
import io.github.robustkafka.retry.ListenerObserver;

/**
 * Passes on to all observers of listeners. One that throws does not keep the others from
 * hearing.
 *
 * @param observers the observers
 */
record ListenerObservers(List<ListenerObserver> observers) implements ListenerObserver {

	@Override
	public void called(String listener, Duration took, @Nullable Throwable failure) {
		each((observer) -> observer.called(listener, took, failure));
	}

	@Override
	public void succeeded(String listener, int attempt, Duration age) {
		each((observer) -> observer.succeeded(listener, attempt, age));
	}

	@Override
	public void duplicate(String listener) {
		each((observer) -> observer.duplicate(listener));
	}

	@Override
	public void retried(String listener, int attempt) {
		each((observer) -> observer.retried(listener, attempt));
	}

	@Override
	public void deadLetter(String listener, Throwable reason) {
		each((observer) -> observer.deadLetter(listener, reason));
	}

	@Override
	public void replayed(String listener) {
		each((observer) -> observer.replayed(listener));
	}

	@Override
	public void dropped(String listener, Throwable reason) {
		each((observer) -> observer.dropped(listener, reason));
	}

	@Override
	public void forwardFailed(String listener) {
		each((observer) -> observer.forwardFailed(listener));
	}

	@Override
	public void drained(String listener, DrainResult result) {
		each((observer) -> observer.drained(listener, result));
	}

	private void each(Consumer<ListenerObserver> event) {
		for (ListenerObserver observer : this.observers) {
			try {
				event.accept(observer);
			}
			catch (Throwable ex) {
				// An observer must not stand in the way of the work.
			}
		}
	}

}
