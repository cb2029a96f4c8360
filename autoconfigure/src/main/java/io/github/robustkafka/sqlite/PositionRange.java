package io.github.robustkafka.sqlite;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Positions without a gap, so that one statement reaches them all.
 *
 * @param first the lowest
 * @param last the highest
 */
record PositionRange(long first, long last) {

	/**
	 * The positions as few ranges.
	 * @param positions positions in any order
	 * @return ranges in ascending order that hold these positions and no others
	 */
	static List<PositionRange> covering(LongStream positions) {
		List<PositionRange> ranges = new ArrayList<>();
		long[] sorted = positions.sorted().toArray();
		int start = 0;
		for (int i = 1; i <= sorted.length; i++) {
			if (i == sorted.length || sorted[i] > sorted[i - 1] + 1) {
				ranges.add(new PositionRange(sorted[start], sorted[i - 1]));
				start = i;
			}
		}
		return ranges;
	}

}
