package io.github.robustkafka.benchmark;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.robustkafka.benchmark.measure.Range;
import io.github.robustkafka.benchmark.report.Finding;
import io.github.robustkafka.benchmark.report.Row;

/**
 * Scenarios that are measured together, since they share a warm-up and a control.
 */
public interface Group {

	/**
	 * Names the group.
	 * @return the word by which it is chosen
	 */
	String name();

	/**
	 * Measures.
	 * @param bench what it may use
	 * @return what was found
	 * @throws Exception when the run proves nothing, or something failed
	 */
	List<Finding> run(Bench bench) throws Exception;

	/**
	 * Makes a finding of a ratio.
	 * @param row the promise it answers, null if it only informs
	 * @param what what was compared
	 * @param range the ratios
	 * @return the finding
	 */
	default Finding ratio(@Nullable Row row, String what, Range range) {
		return new Finding(name(), row, what, Finding.RATIO, range);
	}

	/**
	 * Makes a finding that only informs.
	 * @param what what was measured
	 * @param unit unit of the values
	 * @param range what was seen
	 * @return the finding
	 */
	default Finding info(String what, String unit, Range range) {
		return new Finding(name(), null, what, unit, range);
	}

}
