package io.github.robustkafka.outbox;

import org.jspecify.annotations.Nullable;

/**
 * The disk is full, or the store has reached its own limit. Nothing was kept.
 */
public class StoreFullException extends StoreException {

	/**
	 * Creates the exception.
	 * @param message what happened, to what, and what to do
	 * @param cause the cause, if there is one
	 */
	public StoreFullException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
