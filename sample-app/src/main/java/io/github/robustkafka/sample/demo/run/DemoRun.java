package io.github.robustkafka.sample.demo.run;

import java.time.Clock;

/**
 * One run of the demonstration. Its orders are numbered from 1 and carry its id, so that
 * they are not mistaken for those of another run.
 *
 * @param id part of the id of each order
 * @param total number of orders
 * @param rate orders sent in a second
 * @param phase how far it is
 */
public record DemoRun(String id, int total, int rate, Phase phase) {

	private static final int SECOND = 1000;

	static DemoRun begin(DemoProperties properties, Clock clock) {
		String id = Long.toString(clock.millis() / SECOND, Character.MAX_RADIX);
		return new DemoRun(id, properties.orders(), properties.rate(), Phase.SENDING);
	}

	/**
	 * Returns this run in another phase.
	 * @param phase the phase
	 * @return the same run otherwise
	 */
	public DemoRun in(Phase phase) {
		return new DemoRun(this.id, this.total, this.rate, phase);
	}

	/**
	 * How far a run is.
	 */
	public enum Phase {

		/** New orders are sent. */
		SENDING,

		/**
		 * Was interrupted: no new orders, but those that were sent are delivered.
		 */
		DELIVERING,

		/** All was counted. */
		FINISHED

	}

}
