package io.github.robustkafka.proof;

import java.util.ArrayList;
import java.util.List;

import io.github.robustkafka.proof.FaultControl.Errno;
import io.github.robustkafka.proof.FaultControl.Kind;
import io.github.robustkafka.proof.FaultControl.Slot;

/**
 * A file operation that fails.
 *
 * @param number number of the trial
 * @param kinds the operations that count
 * @param operation number of the operation among them
 * @param errno how it fails
 * @param once whether it is one operation that fails, or all from then on
 */
record FaultTrial(int number, long kinds, long operation, Errno errno, boolean once) {

	/**
	 * An interrupted call is made again until it succeeds, so for ever would be too long.
	 */
	private static final int MANY = 60;

	/**
	 * The first numbers are those of trials without a fault.
	 */
	private static final int SOUND = 2;

	/**
	 * Spreads trials over all operations.
	 * @param changes how many operations change files
	 * @param reads how many read them
	 * @param points at how many of them each error occurs at most
	 */
	static List<FaultTrial> plan(long changes, long reads, int points) {
		List<FaultTrial> trials = new ArrayList<>();
		for (Errno errno : Errno.values()) {
			plan(trials, FaultControl.CHANGES, changes, errno, points);
		}
		plan(trials, Kind.READ.bit, reads, Errno.EIO, points);
		return trials;
	}

	private static void plan(List<FaultTrial> trials, long kinds, long operations, Errno errno, int points) {
		for (int i = 0; i < Math.min(points, operations); i++) {
			long operation = 1 + ((operations <= points) ? i : i * operations / points);
			trials.add(new FaultTrial(SOUND + trials.size(), kinds, operation, errno, true));
			trials.add(new FaultTrial(SOUND + trials.size(), kinds, operation, errno, false));
		}
	}

	/**
	 * Every second write is half done before it fails. A half write by itself is no
	 * error, so the next one fails too.
	 */
	void arm(Slot slot) {
		boolean partly = this.operation % 2 == 0 && this.errno != Errno.EINTR;
		long times = this.once ? (partly ? 2 : 1) : (this.errno == Errno.EINTR) ? MANY : Slot.FOR_GOOD;
		slot.failFrom(this.operation, times, this.errno, partly);
	}

	@Override
	public String toString() {
		return "%s %s from %s %d".formatted(this.errno, this.once ? "once" : "for good",
				(this.kinds == Kind.READ.bit) ? "read" : "change", this.operation);
	}

}
