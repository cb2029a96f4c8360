package io.github.robustkafka.benchmark.measure;

/**
 * The run proves nothing: it did too little work, or a control was out of range. Nothing
 * is printed of it.
 */
public class InvalidRunException extends RuntimeException {

	/**
	 * Creates the exception.
	 * @param message what was seen, and what was expected
	 */
	public InvalidRunException(String message) {
		super(message);
	}

}
