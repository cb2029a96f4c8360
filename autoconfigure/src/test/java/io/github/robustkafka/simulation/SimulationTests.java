package io.github.robustkafka.simulation;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@code -Dsimulation.seed=N} runs one seed, and writes down all that happens in it;
 * {@code -Dsimulation.seeds=N} runs so many.
 */
class SimulationTests {

	private static final int SEEDS = 300;

	private static final int SEEDS_OF_A_CONTROL = 400;

	@Test
	void nothingIsLostOrDisorderedWhateverGoesWrong() {
		SimulationSeries.run(1, SEEDS).requireNoViolation();
	}

	@ParameterizedTest
	@ValueSource(longs = { 982786700 })
	void whatOnceWentWrongDoesNotGoWrongAgain(long seed) {
		assertThat(SimulationRun.of(seed, null).violation()).isNull();
	}

	@Test
	void aSeedGivesTheSameRunEachTime() {
		SimulationRun once = SimulationRun.of(4711, null);
		SimulationRun again = SimulationRun.of(4711, null);
		assertThat(again).isEqualTo(once);
		assertThat(SimulationRun.of(4712, null).fingerprint()).isNotEqualTo(once.fingerprint());
	}

	@ParameterizedTest
	@EnumSource
	void aWorldThatIsSabotagedIsFoundOut(Sabotage sabotage) {
		int found = 0;
		for (long seed = 1; seed <= SEEDS_OF_A_CONTROL && found < 3; seed++) {
			Throwable violation = SimulationRun.of(seed, sabotage).violation();
			if (violation != null) {
				assertThat(violation).isInstanceOf(Violation.class);
				assertThat(violation.getMessage()).containsAnyOf(sabotage.shownBy());
				found++;
			}
		}
		assertThat(found).isEqualTo(3);
	}

}
