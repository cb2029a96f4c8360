package io.github.robustkafka.proof.broker;

import java.util.function.Predicate;

/**
 * Faults under load, one after the other. Each must be seen in the application's status,
 * and after each everything must drain while nobody sends.
 */
final class LoadedCase {

	private final LoadProcess load;

	private int fired;

	LoadedCase(LoadProcess load) {
		this.load = load;
	}

	/**
	 * Lets one fault happen.
	 * @param name which
	 * @param begin begins it
	 * @param seen how it shows
	 * @param heal ends it
	 */
	LoadedCase fault(String name, Runnable begin, Predicate<LoadStatus> seen, Runnable heal) {
		this.load.awaitAccepted(20);
		begin.run();
		this.load.awaitAccepted(50);
		this.load.await(name + " shows", seen);
		heal.run();
		this.load.awaitAccepted(20);
		this.load.drain();
		this.load.tell("resume");
		this.fired++;
		return this;
	}

	int fired() {
		return this.fired;
	}

}
