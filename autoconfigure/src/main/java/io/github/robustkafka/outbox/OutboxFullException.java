package io.github.robustkafka.outbox;

import org.jspecify.annotations.Nullable;

/**
 * The outbox had no room for the record: nothing was kept. Room returns as records are
 * acknowledged.
 */
public class OutboxFullException extends OutboxException {

	/**
	 * Creates the exception.
	 * @param message what happened, to what, and what to do
	 * @param cause the cause, if there is one
	 */
	public OutboxFullException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
