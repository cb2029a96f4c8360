package io.github.robustkafka;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when something stands in the way of a safe start. The message says what was
 * found, the {@link #action() action} what to do about it.
 */
public class RobustKafkaStartException extends RuntimeException {

	private final String action;

	/**
	 * Creates the exception.
	 * @param message what was found, with the values seen
	 * @param action what the reader should do, in the imperative
	 * @param cause the cause, if there is one
	 */
	public RobustKafkaStartException(String message, String action, @Nullable Throwable cause) {
		super(message, cause);
		this.action = action;
	}

	/**
	 * Creates the exception without a cause.
	 * @param message what was found, with the values seen
	 * @param action what the reader should do, in the imperative
	 */
	public RobustKafkaStartException(String message, String action) {
		this(message, action, null);
	}

	/**
	 * What to do so that the next start works.
	 * @return one or more sentences
	 */
	public String action() {
		return this.action;
	}

}
