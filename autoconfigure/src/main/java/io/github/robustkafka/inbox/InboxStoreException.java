package io.github.robustkafka.inbox;

import org.jspecify.annotations.Nullable;

/**
 * A store of an inbox could not do its work. The message says what happened, the
 * {@link #action() action} what to do about it.
 */
public class InboxStoreException extends RuntimeException {

	private final String action;

	/**
	 * Creates the exception.
	 * @param message what happened, to what
	 * @param action what the reader should do, in the imperative
	 * @param cause the cause, if there is one
	 */
	public InboxStoreException(String message, String action, @Nullable Throwable cause) {
		super(message, cause);
		this.action = action;
	}

	/**
	 * What to do so that the store can work again.
	 * @return one or more sentences
	 */
	public String action() {
		return this.action;
	}

}
