package io.github.robustkafka.broker;

import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * The fault that is switched on, and the place where connections wait because of it.
 */
final class FaultSwitch {

	private volatile Fault fault = Fault.NONE;

	Fault current() {
		return this.fault;
	}

	synchronized void change(UnaryOperator<Fault> change) {
		this.fault = change.apply(this.fault);
		notifyAll();
	}

	synchronized void awaitUnpaused() throws InterruptedException {
		while (this.fault.paused()) {
			wait();
		}
	}

	/**
	 * Waits so long, or until the fault is another one.
	 */
	synchronized void rest(Duration duration) throws InterruptedException {
		Fault before = this.fault;
		long end = System.nanoTime() + duration.toNanos();
		long left = duration.toNanos();
		while (left > 0 && this.fault == before) {
			wait(left / 1_000_000, (int) (left % 1_000_000));
			left = end - System.nanoTime();
		}
	}

}
