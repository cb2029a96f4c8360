package io.github.robustkafka.proof;

import io.github.robustkafka.proof.OutboxUnderTest.Mode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Proves that the outbox tells the truth when file operations fail, and works again when
 * they do not.
 */
@ExtendWith(QuietLog.class)
class FaultProof {

	/**
	 * Where each of five errors occurs, once and for good.
	 */
	private static final int POINTS = 190;

	@Test
	void errorInAnyFileOperationIsAnsweredTruthfullyAndHeals() throws Exception {
		try (FaultSweep sweep = new FaultSweep(ProofSettings.seed(), Mode.NORMAL)) {
			sweep.run(POINTS);
			sweep.tally().print("answers " + sweep.answers());
			assertThat(sweep.tally().violations()).isEmpty();
			assertThat(sweep.tally().fired()).as("errors").isGreaterThanOrEqualTo(1500);
			assertThat(sweep.answers()).containsKeys("ACCEPTED", "UNKNOWN", "REFUSED StoreException");
		}
	}

	@Test
	void answerBeforeTheCommitIsFoundOut() throws Exception {
		try (FaultSweep sweep = new FaultSweep(ProofSettings.seed(), Mode.ANSWERS_EARLY)) {
			sweep.run(10);
			sweep.tally().print("");
			assertThat(sweep.tally().lost()).isPositive();
		}
	}

}
