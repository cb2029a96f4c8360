package io.github.robustkafka.worker;

/**
 * What a background thread does, one cycle at a time. A test calls {@link #doWork()} by
 * hand, without a thread.
 */
public interface Worker {

	/**
	 * Does what there is to do, without waiting for more.
	 * @return how much was done; 0 means that the thread may rest
	 */
	int doWork();

	/**
	 * How long the thread may rest when there was nothing to do, unless it is woken.
	 * @return nanoseconds, above 0
	 */
	long restNanos();

	/**
	 * A throwable came out of {@link #doWork()}. The thread goes on after a pause.
	 * @param failure the throwable
	 */
	default void onFailure(Throwable failure) {
	}

	/**
	 * Called once on the worker's thread, after the last cycle.
	 */
	default void onStop() {
	}

}
