package io.github.robustkafka.benchmark;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.github.robustkafka.benchmark.measure.InvalidRunException;
import io.github.robustkafka.benchmark.measure.Range;
import io.github.robustkafka.benchmark.report.Finding;
import io.github.robustkafka.benchmark.report.Row;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Regression}.
 */
class RegressionTests {

	@Test
	void noiseIsNotARegression() {
		Regression.check(List.of(finding(Row.P1, 0.1), finding(Row.P3, 4), finding(null, 0)));
	}

	@Test
	void ratioFarBelowItsFloorFailsAndIsNamed() {
		assertThatExceptionOfType(InvalidRunException.class)
			.isThrownBy(() -> Regression.check(List.of(finding(Row.P1, 0.5), finding(Row.P4, 0.1))))
			.withMessageContaining("P4")
			.withMessageNotContaining("P1");
	}

	@Test
	void costFarAboveItsFloorFails() {
		assertThatExceptionOfType(InvalidRunException.class)
			.isThrownBy(() -> Regression.check(List.of(finding(Row.P3, 9))));
	}

	@Test
	void runThatComparedNothingFails() {
		assertThatExceptionOfType(InvalidRunException.class)
			.isThrownBy(() -> Regression.check(List.of(finding(null, 1))));
	}

	private static Finding finding(@Nullable Row row, double median) {
		return new Finding("g", row, "what", Finding.RATIO, Range.of(median));
	}

}
