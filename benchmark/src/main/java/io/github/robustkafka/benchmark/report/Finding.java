package io.github.robustkafka.benchmark.report;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

import io.github.robustkafka.benchmark.measure.Range;

/**
 * One line of the result.
 *
 * @param group the group that measured it
 * @param row the promise it answers, null if it only informs
 * @param what what was measured
 * @param unit unit of the values, {@code x} for a ratio
 * @param range what was seen
 */
public record Finding(String group, @Nullable Row row, String what, String unit, Range range) {

	/** The unit of ratios. */
	public static final String RATIO = "x";

	private static final int SMALL = 10;

	private static final int MIDDLE = 100;

	private static final int LARGE = 10_000;

	/**
	 * Says which target the median reaches.
	 * @return a word, empty if nothing was promised
	 */
	String reached() {
		return (this.row != null) ? this.row.target().reachedBy(this.range.median()) : "";
	}

	/**
	 * Says whether a promise is missed by far.
	 * @param times how many times worse than the floor
	 * @return true if the median is worse than that
	 */
	public boolean isWorseThanFloorBy(double times) {
		return this.row != null && this.row.target().isMissedBy(this.range.median(), times);
	}

	@Override
	public String toString() {
		return Row.label(this.row) + " " + this.what + ": " + value() + " " + spread();
	}

	String wanted() {
		return (this.row != null) ? this.row.target().toString() : "";
	}

	String value() {
		return number(this.range.median()) + " " + this.unit;
	}

	String spread() {
		return (this.range.min() == this.range.max()) ? ""
				: "[" + number(this.range.min()) + " .. " + number(this.range.max()) + "]";
	}

	private static String number(double value) {
		double size = Math.abs(value);
		if (size >= LARGE) {
			return String.format(Locale.ROOT, "%.1f k", value / 1000).replace(" ", "");
		}
		return String.format(Locale.ROOT, (size < SMALL) ? "%.2f" : (size < MIDDLE) ? "%.1f" : "%.0f", value);
	}

}
