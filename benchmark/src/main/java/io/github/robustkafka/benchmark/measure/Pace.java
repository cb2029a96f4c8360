package io.github.robustkafka.benchmark.measure;

import java.time.Duration;

/**
 * How long and how often is measured.
 *
 * @param warmUp time before anything counts
 * @param rounds number of rounds; in each, every workload has one slice
 * @param slice length of a slice
 */
public record Pace(Duration warmUp, int rounds, Duration slice) {

	/**
	 * Makes slices longer or shorter than those of other groups.
	 * @param slice the length
	 * @return this pace with that length
	 */
	public Pace withSlice(Duration slice) {
		return new Pace(this.warmUp, this.rounds, slice);
	}

	/**
	 * Makes the rounds fewer or more than those of other groups.
	 * @param rounds their number
	 * @return this pace with that number
	 */
	public Pace withRounds(int rounds) {
		return new Pace(this.warmUp, rounds, this.slice);
	}

}
