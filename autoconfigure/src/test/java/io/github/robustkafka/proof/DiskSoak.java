package io.github.robustkafka.proof;

import java.time.Duration;
import java.util.Random;

import io.github.robustkafka.proof.OutboxUnderTest.Mode;
import io.github.robustkafka.sqlite.Durability;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Repeats the proofs of disk faults with ever new seeds for as long as
 * {@code -Drobust.soak} says, for example {@code 1h} or {@code 30m}. Each line it prints
 * has the seed of its sweep; the seeds come from {@code -Drobust.proof.seed}, or from the
 * clock.
 */
@ExtendWith(QuietLog.class)
class DiskSoak {

	private static final int KILLS = 96;

	private static final int RECORDINGS = 4;

	private static final int STATES = 3000;

	private static final int POINTS = 190;

	private static final int MUTATIONS = 10_000;

	@Test
	void everySeedHolds() throws Exception {
		long end = System.nanoTime() + Duration.parse("PT" + System.getProperty("robust.soak", "10m")).toNanos();
		Random seeds = new Random(Long.getLong("robust.proof.seed", System.currentTimeMillis()));
		do {
			long seed = seeds.nextInt(Integer.MAX_VALUE);
			kill(seed);
			losePower(seed);
			fail(seed);
			mutate(seed);
		}
		while (System.nanoTime() - end < 0);
	}

	private static void kill(long seed) throws Exception {
		try (KillSweep sweep = new KillSweep(seed, Mode.NORMAL)) {
			sweep.run(KILLS);
			check(sweep.tally());
		}
	}

	private static void losePower(long seed) throws Exception {
		try (PowerLossSweep sweep = new PowerLossSweep(Durability.POWER_LOSS, seed)) {
			sweep.run(RECORDINGS, STATES);
			check(sweep.tally());
		}
	}

	private static void fail(long seed) throws Exception {
		try (FaultSweep sweep = new FaultSweep(seed, Mode.NORMAL)) {
			sweep.run(POINTS);
			check(sweep.tally());
		}
	}

	private static void mutate(long seed) throws Exception {
		try (MutationSweep sweep = new MutationSweep(seed)) {
			sweep.run(MUTATIONS);
			check(sweep.tally());
		}
	}

	private static void check(Tally tally) {
		tally.print("");
		assertThat(tally.violations()).isEmpty();
		assertThat(tally.fired()).isPositive();
	}

}
