package io.github.robustkafka.inbox;

import org.jspecify.annotations.Nullable;

/**
 * The content of a store is damaged. Nobody has to do anything: closing the store puts it
 * aside and says so in the log, and a new one is begun.
 */
public class InboxDamagedException extends InboxStoreException {

	/**
	 * Creates the exception.
	 * @param message what happened, to what
	 * @param cause the cause, if there is one
	 */
	public InboxDamagedException(String message, @Nullable Throwable cause) {
		super(message, "Check the disk.", cause);
	}

}
