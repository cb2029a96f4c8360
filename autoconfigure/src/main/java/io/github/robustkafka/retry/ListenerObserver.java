package io.github.robustkafka.retry;

import java.time.Duration;

import io.github.robustkafka.dispatch.DrainResult;

/**
 * Hears what happens to a listener's records, for metrics. Called on the threads that do
 * the work: must be fast; what it throws is ignored.
 */
public interface ListenerObserver {

	/**
	 * Hears nothing.
	 */
	ListenerObserver NO_OP = new ListenerObserver() {
	};

	/**
	 * The handler was called.
	 * @param listener id of the listener
	 * @param took how long the call took
	 * @param failure what it threw, or null
	 */
	default void called(String listener, Duration took, @org.jspecify.annotations.Nullable Throwable failure) {
	}

	/**
	 * A record was handled with success.
	 * @param listener id of the listener
	 * @param attempt number of the delivery that succeeded
	 * @param age time since the record's timestamp
	 */
	default void succeeded(String listener, int attempt, Duration age) {
	}

	/**
	 * A record was not handled because the inbox knew it.
	 * @param listener id of the listener
	 */
	default void duplicate(String listener) {
	}

	/**
	 * A retry topic has the record.
	 * @param listener id of the listener
	 * @param attempt number of the delivery to come
	 */
	default void retried(String listener, int attempt) {
	}

	/**
	 * The record became a dead letter.
	 * @param listener id of the listener
	 * @param reason what the handler threw
	 */
	default void deadLetter(String listener, Throwable reason) {
	}

	/**
	 * A dead letter was replayed: the broker has its copy for the listener.
	 * @param listener id of the listener
	 */
	default void replayed(String listener) {
	}

	/**
	 * The record was dropped, because the configuration says so.
	 * @param listener id of the listener
	 * @param reason what the handler threw
	 */
	default void dropped(String listener, Throwable reason) {
	}

	/**
	 * A record could not be forwarded now, and is tried again.
	 * @param listener id of the listener
	 */
	default void forwardFailed(String listener) {
	}

	/**
	 * Partitions were given up.
	 * @param listener id of the listener
	 * @param result what became of their records
	 */
	default void drained(String listener, DrainResult result) {
	}

}
