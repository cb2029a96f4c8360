package io.github.robustkafka.benchmark.report;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Target}.
 */
class TargetTests {

	@ParameterizedTest
	@CsvSource({ "0.1, MISSES FLOOR", "0.22, floor", "0.41, goal", "0.6, stretch", "NaN, MISSES FLOOR" })
	void moreIsBetterWhenTheGoalIsAboveTheFloor(double value, String reached) {
		assertThat(new Target(0.22, 0.40, 0.60).reachedBy(value)).isEqualTo(reached);
	}

	@ParameterizedTest
	@CsvSource({ "2.1, MISSES FLOOR", "2, floor", "1.2, goal", "0.9, stretch", "NaN, MISSES FLOOR" })
	void lessIsBetterWhenTheGoalIsBelowTheFloor(double value, String reached) {
		assertThat(new Target(2, 1.3, 1.1).reachedBy(value)).isEqualTo(reached);
	}

	@Test
	void withoutStretchTheGoalIsTheBest() {
		assertThat(new Target(20, 100, Double.NaN).reachedBy(1000)).isEqualTo("goal");
	}

	@Test
	void missIsMeasuredInTimesOfTheFloor() {
		assertThat(new Target(0.6, 1, 2).isMissedBy(0.3, 3)).isFalse();
		assertThat(new Target(0.6, 1, 2).isMissedBy(0.19, 3)).isTrue();
		assertThat(new Target(2, 1.3, 1.1).isMissedBy(5, 3)).isFalse();
		assertThat(new Target(2, 1.3, 1.1).isMissedBy(6.1, 3)).isTrue();
		assertThat(new Target(2, 1.3, 1.1).isMissedBy(Double.NaN, 3)).isTrue();
	}

	@Test
	void isShownAsInTheAcceptanceTable() {
		assertThat(new Target(20, 100, Double.NaN)).hasToString("20 / 100");
		assertThat(new Target(0.22, 0.4, 0.6)).hasToString("0.22 / 0.40 / 0.60");
	}

}
