package io.github.robustkafka.deadletter;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Lets one record go after the other, evenly and for a limited time. Time that was lost
 * is not made up for.
 */
final class Pace {

	private final Timing timing;

	private final long interval;

	private final long deadline;

	private long next;

	Pace(Timing timing, int perSecond, Duration timeout) {
		this.timing = timing;
		this.interval = TimeUnit.SECONDS.toNanos(1) / perSecond;
		this.next = timing.nanos();
		this.deadline = this.next + timeout.toNanos();
	}

	/**
	 * Waits until the next record may go.
	 * @return false if that is not within the time, then without waiting
	 */
	boolean awaitTurn() throws InterruptedException {
		long now = this.timing.nanos();
		if (this.next - now < 0) {
			this.next = now;
		}
		if (this.next - this.deadline >= 0) {
			return false;
		}
		if (this.next - now > 0) {
			this.timing.pause(this.next - now);
		}
		this.next += this.interval;
		return true;
	}

	boolean isTimeUp() {
		return this.timing.nanos() - this.deadline >= 0;
	}

}
