package io.github.robustkafka.producer;

/**
 * The outbox holds this record as failed already.
 */
public class RecordFailedException extends RuntimeException {

	/**
	 * Creates the exception.
	 * @param message why it failed, and what to do
	 */
	public RecordFailedException(String message) {
		super(message);
	}

}
