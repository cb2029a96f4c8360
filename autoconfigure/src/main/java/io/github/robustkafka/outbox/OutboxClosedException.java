package io.github.robustkafka.outbox;

import org.jspecify.annotations.Nullable;

/**
 * The outbox is closed: nothing was kept.
 */
public class OutboxClosedException extends OutboxException {

	/**
	 * Creates the exception.
	 * @param message what happened, to what, and what to do
	 * @param cause the cause, if there is one
	 */
	public OutboxClosedException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
