package io.github.robustkafka.benchmark.report;

import org.jspecify.annotations.Nullable;

/**
 * What is promised of the performance, as ratios that are taken side by side in one run.
 */
public enum Row {

	/** Pipelined, 1 KB. */
	P1("P1", 0.22, 0.40, 0.60),

	/** Pipelined, 100 B. */
	P2("P2", 0.15, 0.35, 0.70),

	/** One caller, against a bare append and fsync. */
	P3("P3", 2.0, 1.3, 1.1),

	/** 64 callers, against plain send and wait. */
	P4("P4", 0.7, 1.0, 1.2),

	/** 256 virtual threads. */
	P5("P5", 0.20, 0.35, 0.45),

	/** Cost of a send with a million pending. */
	P6("P6", 1.3, 1.05, 1.0),

	/** Drain of a million. */
	P7("P7", 0.25, 0.45, 0.60),

	/** Processor time of a record of 1 KB. */
	P8A("P8 1 KB", 5, 3.5, 2.5),

	/** Processor time of a record of 100 B. */
	P8B("P8 100 B", 4, 2.5, 1.5),

	/** Against other outboxes. */
	P9("P9", 20, 100, Double.NaN),

	/** Size of the files. */
	P10("P10", 2, 1.2, Double.NaN),

	/** Start-up added, in milliseconds. */
	P11("P11", 400, 150, Double.NaN),

	/** Listener with a handler that does nothing. */
	P12A("P12 no-op", 0.7, 0.9, Double.NaN),

	/** Listener with a handler that takes 5 ms. */
	P12B("P12 5 ms", 20, 50, Double.NaN);

	private final String label;

	private final Target target;

	Row(String label, double floor, double goal, double stretch) {
		this.label = label;
		this.target = new Target(floor, goal, stretch);
	}

	static String label(@Nullable Row row) {
		return (row != null) ? row.label : "";
	}

	Target target() {
		return this.target;
	}

}
