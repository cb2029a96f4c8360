package io.github.robustkafka.benchmark.measure;

import java.time.Duration;

/**
 * How long and how often is measured.
 *
 * @param warmUp time before anything counts
 * @param rounds number of rounds; in each, every workload has one slice
 * @param slice length of a slice
 * @param many how many records a large backlog has
 */
public record Pace(Duration warmUp, int rounds, Duration slice, int many) {

	private static final int MANY = 4;

	/**
	 * For what must be compared within the same second, and is warm already.
	 * @return four times as many rounds, with slices of a fifth of their length
	 */
	public Pace inManyTurns() {
		return new Pace(this.warmUp.dividedBy(MANY), this.rounds * MANY, this.slice.dividedBy(MANY + 1), this.many);
	}

	/**
	 * For what is costly to repeat.
	 * @param share by how much
	 * @return as many rounds divided by that, at least 2
	 */
	public Pace inFewerTurns(int share) {
		return new Pace(this.warmUp, Math.max(2, this.rounds / share), this.slice, this.many);
	}

	/**
	 * For what shows itself only after a while.
	 * @param times by how much
	 * @return 2 rounds, with slices so many times as long
	 */
	public Pace inLongSlices(int times) {
		return new Pace(this.warmUp, 2, this.slice.multipliedBy(times), this.many);
	}

}
