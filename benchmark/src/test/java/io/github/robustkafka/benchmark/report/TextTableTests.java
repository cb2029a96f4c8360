package io.github.robustkafka.benchmark.report;

import java.util.List;

import org.junit.jupiter.api.Test;

import io.github.robustkafka.benchmark.measure.Range;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TextTable}.
 */
class TextTableTests {

	@Test
	void showsRowMedianRangeTargetsAndWhatIsReached() {
		String table = TextTable
			.of(List.of(new Finding("g", Row.P1, "sendAsync to plain", Finding.RATIO, new Range(0.456, 0.4, 0.5))));
		assertThat(table.lines().skip(2)).singleElement()
			.asString()
			.matches(
					"\\| P1 +\\| sendAsync to plain \\| 0\\.46 x +\\| \\[0\\.40 \\.\\. 0\\.50\\] \\| 0\\.22 / 0\\.40 / 0\\.60 +\\| goal +\\|");
	}

	@Test
	void showsNoTargetWhereNothingIsPromised() {
		String table = TextTable.of(List.of(new Finding("g", null, "rate", "/s", new Range(123_456, 1, 2_000_000))));
		assertThat(table.lines().skip(2)).singleElement()
			.asString()
			.matches("\\| +\\| rate \\| 123\\.5k /s \\| \\[1\\.00 \\.\\. 2000\\.0k\\] \\| +\\| +\\|");
	}

	@Test
	void columnsAreAligned() {
		String table = TextTable.of(List.of(new Finding("g", null, "a", "B", Range.of(1)),
				new Finding("g", Row.P12A, "something longer", "x", new Range(2, 1, 3))));
		assertThat(table.lines().map(String::length).distinct()).hasSize(1);
	}

}
