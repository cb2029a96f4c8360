package io.github.robustkafka.worker;

import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * Wakes one resting thread. A signal given while nobody rests ends the next rest at once,
 * so none is lost.
 */
public final class WakeUpSignal {

	private volatile boolean signalled;

	private volatile @Nullable Thread resting;

	/**
	 * Ends the current or the next rest. May be called by any thread; cheap when already
	 * signalled.
	 */
	public void signal() {
		if (!this.signalled) {
			this.signalled = true;
			LockSupport.unpark(this.resting);
		}
	}

	/**
	 * Rests until signalled, but not longer than so many nanoseconds. Called by one
	 * thread only.
	 * @param nanos the longest rest; 0 only asks and takes the signal
	 * @return whether there was a signal
	 */
	boolean rest(long nanos) {
		this.resting = Thread.currentThread();
		// An interrupt that a callback left behind would end every rest at once.
		Thread.interrupted();
		if (!this.signalled) {
			LockSupport.parkNanos(this, nanos);
		}
		boolean woken = this.signalled;
		this.signalled = false;
		return woken;
	}

}
