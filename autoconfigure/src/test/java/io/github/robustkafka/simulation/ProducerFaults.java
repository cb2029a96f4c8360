package io.github.robustkafka.simulation;

/**
 * What is wrong with the producers of a process for now, and how often they were asked.
 */
final class ProducerFaults {

	boolean cannotBeCreated;

	String throwingPartitioner = "";

	long attempts;

	void heal() {
		this.cannotBeCreated = false;
		this.throwingPartitioner = "";
	}

}
