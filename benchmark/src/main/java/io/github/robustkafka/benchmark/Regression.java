package io.github.robustkafka.benchmark;

import java.util.List;

import io.github.robustkafka.benchmark.measure.InvalidRunException;
import io.github.robustkafka.benchmark.report.Finding;

/**
 * Fails when a ratio is worse than its floor by more than a noisy machine explains. For a
 * build server: it finds what became several times slower, not what became a little so.
 */
final class Regression {

	static final List<String> GROUPS = List.of("pipelined", "send", "listen");

	private static final double MARGIN = 4;

	private Regression() {
	}

	/**
	 * Compares with the floors.
	 * @param findings what was found in short slices
	 * @throws InvalidRunException if a ratio is out of bounds, or there is none
	 */
	static void check(List<Finding> findings) {
		List<String> worse = findings.stream()
			.filter((finding) -> finding.isWorseThanFloorBy(MARGIN))
			.map(Finding::toString)
			.toList();
		if (!worse.isEmpty()) {
			throw new InvalidRunException("Worse than the floor by more than %.0f times: %s".formatted(MARGIN, worse));
		}
		if (findings.stream().noneMatch((finding) -> finding.row() != null)) {
			throw new InvalidRunException("Nothing was compared");
		}
	}

}
