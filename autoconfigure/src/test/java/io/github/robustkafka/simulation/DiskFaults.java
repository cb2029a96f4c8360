package io.github.robustkafka.simulation;

import java.util.ArrayDeque;
import java.util.Deque;

import org.jspecify.annotations.Nullable;

/**
 * What the disk does wrong for now.
 */
final class DiskFaults {

	/**
	 * Faults of the next commits, each of one commit.
	 */
	private final Deque<FaultKind> commits = new ArrayDeque<>();

	boolean full;

	boolean recoveryFails;

	boolean readsFail;

	boolean housekeepingFails;

	void add(FaultKind commitFault) {
		this.commits.add(commitFault);
	}

	@Nullable FaultKind next() {
		return this.commits.poll();
	}

	void heal() {
		this.commits.clear();
		this.full = false;
		this.recoveryFails = false;
		this.readsFail = false;
		this.housekeepingFails = false;
	}

}
