package io.github.robustkafka.benchmark.report;

import java.util.List;

import org.junit.jupiter.api.Test;

import io.github.robustkafka.benchmark.measure.Range;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CsvTable}.
 */
class CsvTableTests {

	@Test
	void valuesAreNotRounded() {
		String csv = CsvTable.of(List.of(new Finding("send", Row.P3, "p50", "x", new Range(1.23456, 1, 2))));
		assertThat(csv).isEqualTo("""
				group,row,what,unit,median,min,max,floor,goal,stretch,reached
				send,P3,p50,x,1.23456,1.0,2.0,2.0,1.3,1.1,goal
				""");
	}

	@Test
	void textsWithCommasAreQuotedAndMissingValuesAreEmpty() {
		String csv = CsvTable.of(List.of(new Finding("send", null, "a, \"b\"", "us", Range.of(7))));
		assertThat(csv.lines().skip(1)).containsExactly("send,,\"a, \"\"b\"\"\",us,7.0,7.0,7.0,,,,");
	}

}
