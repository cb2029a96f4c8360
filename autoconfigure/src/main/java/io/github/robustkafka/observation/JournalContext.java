package io.github.robustkafka.observation;

import io.micrometer.observation.Observation;

/**
 * What is known while records are journaled.
 */
public final class JournalContext extends Observation.Context {

	private final String destination;

	private final int records;

	/**
	 * Creates the context of one commit that is waited for.
	 * @param destination name of the topic
	 * @param records number of records
	 */
	public JournalContext(String destination, int records) {
		this.destination = destination;
		this.records = records;
	}

	/**
	 * Where the records go.
	 * @return name of the topic, or many
	 */
	public String destination() {
		return this.destination;
	}

	/**
	 * How many records are journaled together.
	 * @return number of records
	 */
	public int records() {
		return this.records;
	}

}
