package io.github.robustkafka.sample.demo.sender;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets so many orders pass in a second by the clock, since customers do not wait for one
 * another: those that are overdue, after a pause or since the other lane has sent them
 * already, pass at once.
 */
final class Pace {

	private final Clock clock;

	private final long interval;

	private final int overdue;

	private final long start;

	Pace(Clock clock, int rate, int overdue) {
		this.clock = clock;
		this.interval = Duration.ofSeconds(1).toNanos() / rate;
		this.overdue = overdue;
		this.start = nanos();
	}

	/** Waits until an order is due. */
	void await(int number) {
		long dueAt = this.start + this.interval * (number - this.overdue);
		long early = dueAt - nanos();
		while (early > 0) {
			LockSupport.parkNanos(this, early);
			early = dueAt - nanos();
		}
	}

	private long nanos() {
		return Duration.ofMillis(this.clock.millis()).toNanos();
	}

}
