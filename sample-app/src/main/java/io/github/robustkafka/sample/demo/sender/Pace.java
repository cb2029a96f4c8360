package io.github.robustkafka.sample.demo.sender;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;

/**
 * Lets so many orders pass in a second by the clock, since customers do not wait for one
 * another: those that are overdue, after a pause or since the other lane has sent them
 * already, pass at once. None passes before it is allowed, and those behind it do not
 * become overdue by that. For one lane.
 */
final class Pace {

	private final Clock clock;

	private final long interval;

	private final int overdue;

	private final IntSupplier allowed;

	private long start;

	Pace(Clock clock, int rate, int overdue, IntSupplier allowed) {
		this.clock = clock;
		this.interval = Duration.ofSeconds(1).toNanos() / rate;
		this.overdue = overdue;
		this.allowed = allowed;
		this.start = nanos();
	}

	/** Waits until an order is allowed and due. */
	void await(int number) {
		awaitLeave(number);
		long dueAt = this.start + this.interval * (number - this.overdue);
		long early = dueAt - nanos();
		while (early > 0) {
			LockSupport.parkNanos(this, early);
			early = dueAt - nanos();
		}
	}

	private void awaitLeave(int number) {
		if (number > this.allowed.getAsInt()) {
			while (number > this.allowed.getAsInt()) {
				LockSupport.parkNanos(this, this.interval);
			}
			this.start = nanos() - this.interval * (number - this.overdue);
		}
	}

	private long nanos() {
		return Duration.ofMillis(this.clock.millis()).toNanos();
	}

}
