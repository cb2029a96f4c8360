package io.github.robustkafka.retry;

import java.time.Duration;

/**
 * What a rule can do to its listener.
 */
public interface ListenerControl {

	/**
	 * Starts no handler for a time.
	 * @param time the time
	 */
	void pause(Duration time);

	/**
	 * Stops the listener. Returns at once.
	 * @param reason what the handler threw
	 */
	void stop(Throwable reason);

}
