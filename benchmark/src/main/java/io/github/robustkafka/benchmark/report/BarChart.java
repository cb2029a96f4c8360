package io.github.robustkafka.benchmark.report;

import java.util.List;
import java.util.Locale;

/**
 * Findings that answer a promise as horizontal bars. All goals stand on one line: a bar
 * is as long as the share of its goal that was reached, up to twice the goal; a tick
 * shows the floor. The picture is SVG and needs nothing else.
 */
public final class BarChart {

	private static final int LABELS = 560;

	private static final int GOAL = 220;

	private static final int LINE = 26;

	private static final int TOP = 64;

	private static final int VALUES = 190;

	private static final double LONGEST = 2;

	private BarChart() {
	}

	/**
	 * Draws the picture.
	 * @param conditions when and on what was measured
	 * @param findings what was found; those that only inform are left out
	 * @return the text of an SVG file
	 */
	public static String of(String conditions, List<Finding> findings) {
		List<Finding> shown = findings.stream().filter((finding) -> finding.row() != null).toList();
		int width = LABELS + (int) (GOAL * LONGEST) + VALUES;
		int height = TOP + shown.size() * LINE + 16;
		StringBuilder svg = new StringBuilder();
		add(svg, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" "
				+ "font-family=\"sans-serif\" font-size=\"13\">", width, height, width, height);
		add(svg, "<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>", width, height);
		add(svg, "<text x=\"8\" y=\"20\" font-size=\"15\">Share of its goal that each row reaches (red tick: floor)</text>");
		add(svg, "<text x=\"8\" y=\"38\" font-size=\"11\" fill=\"#555555\">%s</text>", escaped(conditions));
		add(svg, "<text x=\"%d\" y=\"%d\" font-size=\"11\" fill=\"#555555\">goal</text>", LABELS + GOAL - 12, TOP - 8);
		for (int i = 0; i < shown.size(); i++) {
			addBar(svg, shown.get(i), TOP + i * LINE);
		}
		add(svg, "<line x1=\"%1$d\" y1=\"%2$d\" x2=\"%1$d\" y2=\"%3$d\" stroke=\"#222222\"/>", LABELS + GOAL, TOP - 4,
				height - 12);
		return svg.append("</svg>\n").toString();
	}

	private static void addBar(StringBuilder svg, Finding finding, int y) {
		Target target = target(finding);
		int length = length(target, finding.range().median());
		int floor = LABELS + length(target, target.floor());
		add(svg, "<text x=\"8\" y=\"%d\">%s</text>", y + 16, escaped(Row.label(finding.row()) + "  " + finding.what()));
		add(svg, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\"/>", LABELS, y + 3, length, LINE - 8,
				color(finding.reached()));
		add(svg, "<line x1=\"%1$d\" y1=\"%2$d\" x2=\"%1$d\" y2=\"%3$d\" stroke=\"#b03a2e\"/>", floor, y + 1,
				y + LINE - 3);
		add(svg, "<text x=\"%d\" y=\"%d\" font-size=\"11\">%s</text>", LABELS + (int) (GOAL * LONGEST) + 8, y + 16,
				escaped(finding.value() + " " + finding.spread()));
	}

	private static Target target(Finding finding) {
		Row row = finding.row();
		if (row == null) {
			throw new IllegalArgumentException("Nothing was promised of '" + finding.what() + "'");
		}
		return row.target();
	}

	private static int length(Target target, double value) {
		double share = target.moreIsBetter() ? value / target.goal() : target.goal() / value;
		return (int) Math.round(GOAL * Math.min(LONGEST, share));
	}

	private static String color(String reached) {
		return switch (reached) {
			case "stretch" -> "#1e6f50";
			case "goal" -> "#4a9d7c";
			case "floor" -> "#9fb8c8";
			default -> "#d98880";
		};
	}

	private static void add(StringBuilder svg, String format, Object... arguments) {
		svg.append(String.format(Locale.ROOT, format, arguments)).append('\n');
	}

	private static String escaped(String text) {
		return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
	}

}
