package io.github.robustkafka.broker;

import java.time.Duration;

/**
 * What a proxy does to what passes. Faults of different kinds can be combined.
 *
 * @param paused nothing passes
 * @param resetting every connection is reset
 * @param swallowingAnswers what the server answers disappears
 * @param delay how long everything is held back
 * @param bytesPerSecond how much passes in a second, each connection and direction
 * @param cutAfter how much passes on a connection, both directions together, before it is
 * closed
 */
record Fault(boolean paused, boolean resetting, boolean swallowingAnswers, Duration delay, long bytesPerSecond,
		long cutAfter) {

	static final Fault NONE = new Fault(false, false, false, Duration.ZERO, Long.MAX_VALUE, Long.MAX_VALUE);

	Fault pausing() {
		return new Fault(true, this.resetting, this.swallowingAnswers, this.delay, this.bytesPerSecond, this.cutAfter);
	}

	Fault resettingAll() {
		return new Fault(this.paused, true, this.swallowingAnswers, this.delay, this.bytesPerSecond, this.cutAfter);
	}

	Fault swallowing() {
		return new Fault(this.paused, this.resetting, true, this.delay, this.bytesPerSecond, this.cutAfter);
	}

	Fault delaying(Duration by) {
		return new Fault(this.paused, this.resetting, this.swallowingAnswers, by, this.bytesPerSecond, this.cutAfter);
	}

	Fault throttling(long bytes) {
		return new Fault(this.paused, this.resetting, this.swallowingAnswers, this.delay, bytes, this.cutAfter);
	}

	Fault cutting(long bytes) {
		return new Fault(this.paused, this.resetting, this.swallowingAnswers, this.delay, this.bytesPerSecond, bytes);
	}

	/**
	 * How much to take at a time, so that throttled bytes pass evenly.
	 */
	int pieceOf(int size) {
		return (int) Math.max(1, Math.min(size, this.bytesPerSecond / 10));
	}

	/**
	 * How long so many bytes occupy the throttled line.
	 */
	Duration timeFor(int bytes) {
		return (this.bytesPerSecond == Long.MAX_VALUE) ? Duration.ZERO
				: Duration.ofNanos(bytes * 1_000_000_000L / this.bytesPerSecond);
	}

}
