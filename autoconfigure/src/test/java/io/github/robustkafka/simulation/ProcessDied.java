package io.github.robustkafka.simulation;

/**
 * Ends whatever a killed process was doing.
 */
final class ProcessDied extends Error {

	ProcessDied() {
		super("The process was killed", null, false, false);
	}

}
