package io.github.robustkafka.benchmark.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.ToDoubleFunction;

/**
 * What was seen of several workloads, round by round.
 */
public final class Rounds {

	private final Map<String, List<Sample>> samples;

	Rounds(Map<String, List<Sample>> samples) {
		this.samples = samples;
	}

	/**
	 * Summarizes one property of a workload.
	 * @param workload its name
	 * @param property for example {@link Sample#rate()}
	 * @return the range over all rounds
	 */
	public Range range(String workload, ToDoubleFunction<Sample> property) {
		return Range.of(of(workload).stream().mapToDouble(property).toArray());
	}

	/**
	 * Compares two workloads within each round, where they were neighbours.
	 * @param workload the name of the one
	 * @param control the name of the other
	 * @param property for example {@link Sample#rate()}
	 * @return the range of the ratios of the one to the other
	 */
	public Range ratio(String workload, String control, ToDoubleFunction<Sample> property) {
		return compared(workload, control, property, (one, other) -> one / other);
	}

	/**
	 * Compares two workloads within each round, where they were neighbours.
	 * @param workload the name of the one
	 * @param control the name of the other
	 * @param property for example {@link Sample#seconds()}
	 * @return the range of what the one has more than the other
	 */
	public Range difference(String workload, String control, ToDoubleFunction<Sample> property) {
		return compared(workload, control, property, (one, other) -> one - other);
	}

	private Range compared(String workload, String control, ToDoubleFunction<Sample> property,
			DoubleBinaryOperator comparison) {
		List<Double> results = new ArrayList<>();
		for (int round = 0; round < of(workload).size(); round++) {
			results.add(comparison.applyAsDouble(property.applyAsDouble(of(workload).get(round)),
					property.applyAsDouble(of(control).get(round))));
		}
		return Range.of(results);
	}

	/**
	 * Requires that a control behaves as it can on some real machine.
	 * @param control name of the workload
	 * @param property for example {@link Sample#p50()}
	 * @param least least plausible median
	 * @param greatest greatest plausible median
	 * @throws InvalidRunException if it does not
	 */
	public void requireControl(String control, ToDoubleFunction<Sample> property, double least, double greatest) {
		double median = range(control, property).median();
		if (!(median >= least && median <= greatest)) {
			throw new InvalidRunException("Control out of range: the median of '%s' is %.1f, expected %.1f to %.1f"
				.formatted(control, median, least, greatest));
		}
	}

	private List<Sample> of(String workload) {
		List<Sample> found = this.samples.get(workload);
		if (found == null) {
			throw new IllegalArgumentException("No workload '" + workload + "' was run, only " + this.samples.keySet());
		}
		return found;
	}

}
