package io.github.robustkafka.benchmark.latency;

import java.util.Locale;

/**
 * Up to where the way of a record is timed.
 */
enum Stage {

	/** The call of {@code send} returned: with the robust template, it is durable. */
	RETURNED,

	/** The broker has acknowledged it. */
	ACKNOWLEDGED,

	/** A consumer has it. */
	RECEIVED;

	@Override
	public String toString() {
		return "send to " + name().toLowerCase(Locale.ROOT);
	}

}
