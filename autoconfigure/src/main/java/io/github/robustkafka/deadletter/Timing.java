package io.github.robustkafka.deadletter;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.apache.kafka.common.errors.WakeupException;

/**
 * The time that paces a replay.
 */
interface Timing {

	/** Returns the time of this machine, whose pauses end when the latch opens. */
	static Timing until(CountDownLatch end) {
		return new Timing() {

			@Override
			public long nanos() {
				return System.nanoTime();
			}

			@Override
			public void pause(long nanos) throws InterruptedException {
				if (end.await(nanos, TimeUnit.NANOSECONDS)) {
					throw new WakeupException();
				}
			}

		};
	}

	/** Returns a time of which only differences count. */
	long nanos();

	/**
	 * Lets time pass.
	 * @throws WakeupException if the application stops
	 */
	void pause(long nanos) throws InterruptedException;

}
