package io.github.robustkafka.outbox;

import org.jspecify.annotations.Nullable;

/**
 * A record was not journaled, or it is not known whether it was; the subclass tells
 * which.
 */
public abstract class OutboxException extends RuntimeException {

	/**
	 * Creates the exception.
	 * @param message what happened, to what, and what to do
	 * @param cause the cause, if there is one
	 */
	protected OutboxException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
