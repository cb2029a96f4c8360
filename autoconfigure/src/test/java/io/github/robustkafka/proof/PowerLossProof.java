package io.github.robustkafka.proof;

import io.github.robustkafka.sqlite.Durability;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Proves that a loss of power at any moment costs no record.
 */
@ExtendWith(QuietLog.class)
class PowerLossProof {

	private static final int RECORDINGS = 8;

	/**
	 * Of each recording.
	 */
	private static final int STATES = 3200;

	@Test
	void powerLossAtAnyMomentLosesNothingAndLeavesNoGhost() throws Exception {
		try (PowerLossSweep sweep = new PowerLossSweep(Durability.POWER_LOSS, ProofSettings.seed())) {
			sweep.run(RECORDINGS, STATES);
			sweep.tally().print(sweep.entries() + " changes and answers");
			assertThat(sweep.tally().violations()).isEmpty();
			assertThat(sweep.tally().fired()).as("states").isGreaterThanOrEqualTo(25_000);
			assertThat(sweep.entries()).as("work done").isGreaterThan(2000);
		}
	}

	@Test
	void lowerDurabilityIsFoundOut() throws Exception {
		try (PowerLossSweep sweep = new PowerLossSweep(Durability.PROCESS_CRASH, ProofSettings.seed())) {
			sweep.run(2, 300);
			sweep.tally().print("");
			assertThat(sweep.tally().lost()).isPositive();
			assertThat(sweep.tally().wrong()).isZero();
		}
	}

}
