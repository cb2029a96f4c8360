package io.github.robustkafka.simulation;

/**
 * A promise was broken.
 */
final class Violation extends RuntimeException {

	Violation(String message) {
		super(message);
	}

}
