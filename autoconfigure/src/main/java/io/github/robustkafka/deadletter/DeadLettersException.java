package io.github.robustkafka.deadletter;

import org.jspecify.annotations.Nullable;

/**
 * Dead letters could not be looked at, or not one of them replayed: nothing was changed.
 */
public class DeadLettersException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates an exception.
	 * @param message what happened, and what to do
	 * @param cause why, or null
	 */
	public DeadLettersException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
