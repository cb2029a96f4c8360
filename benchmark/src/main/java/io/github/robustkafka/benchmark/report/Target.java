package io.github.robustkafka.benchmark.report;

import java.util.Locale;

/**
 * What a ratio should be. The floor is what must be reached, the goal what is aimed at,
 * the stretch what this kind of machine can give.
 *
 * @param floor least that is acceptable
 * @param goal what is aimed at
 * @param stretch not a number if there is none
 */
public record Target(double floor, double goal, double stretch) {

	/**
	 * Says whether more is better, which the order of the values tells.
	 * @return true if it is
	 */
	boolean moreIsBetter() {
		return this.goal > this.floor;
	}

	/**
	 * Says which of the three a value reaches.
	 * @param value the value
	 * @return a word for the table
	 */
	String reachedBy(double value) {
		if (reaches(value, this.stretch)) {
			return "stretch";
		}
		if (reaches(value, this.goal)) {
			return "goal";
		}
		return reaches(value, this.floor) ? "floor" : "MISSES FLOOR";
	}

	/**
	 * Says whether a value is worse than the floor by more than a factor.
	 * @param value the value
	 * @param times the factor
	 * @return true if it is
	 */
	boolean isMissedBy(double value, double times) {
		return !(moreIsBetter() ? value * times >= this.floor : value <= this.floor * times);
	}

	private boolean reaches(double value, double wanted) {
		return moreIsBetter() ? value >= wanted : value <= wanted;
	}

	@Override
	public String toString() {
		String text = number(this.floor) + " / " + number(this.goal);
		return Double.isNaN(this.stretch) ? text : text + " / " + number(this.stretch);
	}

	private static String number(double value) {
		return (value == Math.rint(value)) ? "%.0f".formatted(value) : String.format(Locale.ROOT, "%.2f", value);
	}

}
