package io.github.robustkafka.outbox;

import org.jspecify.annotations.Nullable;

/**
 * The store could not do its work. Thrown by a send, it means that nothing was kept.
 */
public class StoreException extends OutboxException {

	/**
	 * Creates the exception.
	 * @param message what happened, to what, and what to do
	 * @param cause the cause, if there is one
	 */
	public StoreException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
