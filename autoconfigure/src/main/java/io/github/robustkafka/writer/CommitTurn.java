package io.github.robustkafka.writer;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/**
 * Who may commit: the writer's thread, or a sender who is alone; one at a time.
 */
final class CommitTurn {

	private final ReentrantLock lock = new ReentrantLock();

	/**
	 * Works when it is the caller's turn.
	 * @return what the work returned
	 */
	int take(IntSupplier work) {
		this.lock.lock();
		try {
			return work.getAsInt();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Works at once, or not at all if it is somebody else's turn. Interrupts are kept
	 * away from the work: they would close files that a failure makes it open.
	 * @return what the work returned; false if it is not the caller's turn
	 */
	boolean tryTake(BooleanSupplier work) {
		if (!this.lock.tryLock()) {
			return false;
		}
		boolean interrupted = Thread.interrupted();
		try {
			return work.getAsBoolean();
		}
		finally {
			this.lock.unlock();
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

}
