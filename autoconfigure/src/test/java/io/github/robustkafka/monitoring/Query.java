package io.github.robustkafka.monitoring;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a query for Prometheus asks for.
 *
 * @param text the query
 */
record Query(String text) {

	private static final Pattern STRINGS = Pattern.compile("\"[^\"]*\"");

	private static final Pattern LABELS_VALUES = Pattern.compile("label_values\\((.*), *(\\w+)\\)");

	private static final Pattern SELECTOR = Pattern.compile("\\{([^}]*)}");

	private static final Pattern GROUPING = Pattern.compile("\\b(?:by|without|on|ignoring)\\s*\\(([^)]*)\\)");

	private static final Pattern RANGE = Pattern.compile("\\[[^\\]]*]");

	private static final Pattern NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*(?!\\w)(?!\\s*\\()");

	private static final Pattern LABEL = Pattern.compile("[a-zA-Z_]\\w*");

	private static final Set<String> WORDS = Set.of("and", "or", "unless", "bool", "offset", "by", "without", "on",
			"ignoring");

	/**
	 * The names of its metrics.
	 */
	List<String> metrics() {
		String rest = STRINGS.matcher(this.text).replaceAll("");
		Matcher values = LABELS_VALUES.matcher(rest);
		rest = values.matches() ? values.group(1) : rest;
		for (Pattern other : List.of(SELECTOR, GROUPING, RANGE)) {
			rest = other.matcher(rest).replaceAll(" ");
		}
		return NAME.matcher(rest).results().map(MatchResult::group).filter((name) -> !WORDS.contains(name)).toList();
	}

	/**
	 * The names of its labels: those it selects and groups by.
	 */
	Set<String> labels() {
		String rest = STRINGS.matcher(this.text).replaceAll("");
		Set<String> labels = new LinkedHashSet<>();
		for (Pattern list : List.of(SELECTOR, GROUPING)) {
			list.matcher(rest).results().forEach((found) -> addAll(found.group(1), labels));
		}
		Matcher values = LABELS_VALUES.matcher(rest);
		if (values.matches()) {
			labels.add(values.group(2));
		}
		return labels;
	}

	private static void addAll(String list, Set<String> labels) {
		LABEL.matcher(list).results().map(MatchResult::group).forEach(labels::add);
	}

}
