package io.github.robustkafka.benchmark.report;

import java.util.ArrayList;
import java.util.List;

/**
 * Findings as a table for people, which is also a table in Markdown.
 */
public final class TextTable {

	private static final List<String> HEAD = List.of("row", "what", "measured", "range", "floor / goal / stretch",
			"reached");

	private TextTable() {
	}

	/**
	 * Writes the table.
	 * @param findings its lines
	 * @return the text, with a line break at its end
	 */
	public static String of(List<Finding> findings) {
		List<List<String>> lines = new ArrayList<>();
		lines.add(HEAD);
		for (Finding finding : findings) {
			lines.add(List.of(Row.label(finding.row()), finding.what(), finding.value(), finding.spread(),
					finding.wanted(), finding.reached()));
		}
		int[] widths = widths(lines);
		StringBuilder text = new StringBuilder();
		for (int i = 0; i < lines.size(); i++) {
			append(text, lines.get(i), widths);
			if (i == 0) {
				appendRule(text, widths);
			}
		}
		return text.toString();
	}

	private static int[] widths(List<List<String>> lines) {
		int[] widths = new int[HEAD.size()];
		for (List<String> line : lines) {
			for (int column = 0; column < widths.length; column++) {
				widths[column] = Math.max(widths[column], line.get(column).length());
			}
		}
		return widths;
	}

	private static void append(StringBuilder text, List<String> line, int[] widths) {
		for (int column = 0; column < widths.length; column++) {
			String cell = line.get(column);
			text.append("| ").append(cell).append(" ".repeat(widths[column] - cell.length() + 1));
		}
		text.append("|\n");
	}

	private static void appendRule(StringBuilder text, int[] widths) {
		for (int width : widths) {
			text.append('|').append("-".repeat(width + 2));
		}
		text.append("|\n");
	}

}
