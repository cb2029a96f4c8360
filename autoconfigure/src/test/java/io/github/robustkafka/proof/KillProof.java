package io.github.robustkafka.proof;

import io.github.robustkafka.proof.FaultControl.Kind;
import io.github.robustkafka.proof.OutboxUnderTest.Mode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Proves that the death of the process at any file operation costs no record.
 */
@ExtendWith(QuietLog.class)
class KillProof {

	private static final int TRIALS = 540;

	private static final int CONTROLS = 24;

	@Test
	void killAtAnyOperationLosesNothingAndLeavesNoGhost() throws Exception {
		try (KillSweep sweep = new KillSweep(ProofSettings.seed(), Mode.NORMAL)) {
			sweep.run(TRIALS);
			sweep.tally().print(sweep.accepted() + " appends accepted");
			assertThat(sweep.tally().violations()).isEmpty();
			assertThat(sweep.tally().fired()).as("kills").isGreaterThanOrEqualTo(500);
			assertThat(sweep.killedIn()).contains(Kind.WRITE, Kind.SYNC, Kind.TRUNCATE, Kind.NAME);
			assertThat(sweep.accepted()).as("work done").isGreaterThan(5 * TRIALS);
		}
	}

	@Test
	void answerBeforeTheCommitIsFoundOut() throws Exception {
		try (KillSweep sweep = new KillSweep(ProofSettings.seed(), Mode.ANSWERS_EARLY)) {
			sweep.run(CONTROLS);
			sweep.tally().print("");
			assertThat(sweep.tally().lost()).isPositive();
		}
	}

}
