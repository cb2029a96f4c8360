package io.github.robustkafka.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.github.robustkafka.benchmark.report.BarChart;
import io.github.robustkafka.benchmark.report.CsvTable;
import io.github.robustkafka.benchmark.report.Finding;
import io.github.robustkafka.benchmark.report.TextTable;

/**
 * The files that a run leaves: results.txt, results.csv and results.svg.
 */
final class Results {

	private Results() {
	}

	/**
	 * Writes the files, over those of an earlier run.
	 * @param directory where to
	 * @param conditions when and on what was measured
	 * @param findings what was found
	 * @throws IOException if they cannot be written
	 */
	static void write(Path directory, String conditions, List<Finding> findings) throws IOException {
		Files.writeString(directory.resolve("results.txt"), conditions + "\n\n" + TextTable.of(findings));
		Files.writeString(directory.resolve("results.csv"), CsvTable.of(findings));
		Files.writeString(directory.resolve("results.svg"), BarChart.of(conditions, findings));
	}

}
