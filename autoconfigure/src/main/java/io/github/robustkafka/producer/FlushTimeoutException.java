package io.github.robustkafka.producer;

/**
 * Not all records were acknowledged in time. None is lost: they stay pending.
 */
public class FlushTimeoutException extends RuntimeException {

	/**
	 * Creates the exception.
	 * @param message how many records are left, and what happens next
	 */
	public FlushTimeoutException(String message) {
		super(message);
	}

}
