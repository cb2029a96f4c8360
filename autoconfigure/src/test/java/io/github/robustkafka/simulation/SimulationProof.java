package io.github.robustkafka.simulation;

import org.junit.jupiter.api.Test;

/**
 * Seeds that nobody has seen before, many of them.
 */
class SimulationProof {

	private static final int SEEDS = 20_000;

	@Test
	void nothingIsLostOrDisorderedWhateverGoesWrong() {
		long firstSeed = Math.abs(System.nanoTime() % 1_000_000_000L);
		SimulationSeries.run(firstSeed, SEEDS).requireNoViolation();
	}

}
