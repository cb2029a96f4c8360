package io.github.robustkafka.simulation;

import org.junit.jupiter.api.Test;

/**
 * Many seeds: the same ones in each build, others with {@code -Drobust.proof.seed}, so
 * that a build fails for what was changed.
 */
class SimulationProof {

	private static final int SEEDS = 20_000;

	@Test
	void nothingIsLostOrDisorderedWhateverGoesWrong() {
		SimulationSeries.run(Long.getLong("robust.proof.seed", 1), SEEDS).requireNoViolation();
	}

}
