package io.github.robustkafka.benchmark.report;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Findings as comma-separated values, unrounded, for other programs.
 */
public final class CsvTable {

	private static final String HEAD = "group,row,what,unit,median,min,max,floor,goal,stretch,reached";

	private CsvTable() {
	}

	/**
	 * Writes the table.
	 * @param findings its lines
	 * @return the text, with a line break at its end
	 */
	public static String of(List<Finding> findings) {
		return Stream.concat(Stream.of(HEAD), findings.stream().map(CsvTable::line))
			.collect(Collectors.joining("\n", "", "\n"));
	}

	private static String line(Finding finding) {
		Row row = finding.row();
		Target target = (row != null) ? row.target() : new Target(Double.NaN, Double.NaN, Double.NaN);
		return Stream
			.of(finding.group(), Row.label(row), finding.what(), finding.unit(), number(finding.range().median()),
					number(finding.range().min()), number(finding.range().max()), number(target.floor()),
					number(target.goal()), number(target.stretch()), finding.reached())
			.map(CsvTable::quoted)
			.collect(Collectors.joining(","));
	}

	private static String number(double value) {
		return Double.isNaN(value) ? "" : Double.toString(value);
	}

	private static String quoted(String cell) {
		return (cell.contains(",") || cell.contains("\"")) ? '"' + cell.replace("\"", "\"\"") + '"' : cell;
	}

}
