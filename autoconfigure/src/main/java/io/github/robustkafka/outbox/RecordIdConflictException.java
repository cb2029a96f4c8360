package io.github.robustkafka.outbox;

import org.jspecify.annotations.Nullable;

/**
 * A record with the same id and other content is in the outbox: nothing was kept.
 */
public class RecordIdConflictException extends OutboxException {

	/**
	 * Creates the exception.
	 * @param message what happened, to what, and what to do
	 * @param cause the cause, if there is one
	 */
	public RecordIdConflictException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
