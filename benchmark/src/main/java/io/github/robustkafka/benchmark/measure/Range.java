package io.github.robustkafka.benchmark.measure;

import java.util.Arrays;
import java.util.Collection;

/**
 * Median, least and greatest of what was measured in several slices.
 *
 * @param median the middle value, or the mean of the two middle ones
 * @param min the least value
 * @param max the greatest value
 */
public record Range(double median, double min, double max) {

	/**
	 * Summarizes values.
	 * @param values at least one value
	 * @return their range
	 */
	public static Range of(Collection<Double> values) {
		return of(values.stream().mapToDouble(Double::doubleValue).toArray());
	}

	/**
	 * Summarizes values.
	 * @param values at least one value
	 * @return their range
	 */
	public static Range of(double... values) {
		if (values.length == 0) {
			throw new IllegalArgumentException("There is no median of nothing");
		}
		double[] sorted = values.clone();
		Arrays.sort(sorted);
		int middle = sorted.length / 2;
		double median = (sorted.length % 2 == 1) ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
		return new Range(median, sorted[0], sorted[sorted.length - 1]);
	}

}
