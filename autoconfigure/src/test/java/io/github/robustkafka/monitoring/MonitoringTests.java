package io.github.robustkafka.monitoring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

import io.github.robustkafka.autoconfigure.DocumentationPage;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The dashboard and the alerts ask only for what an application exposes.
 */
class MonitoringTests {

	private static final Path FOLDER = Path.of("..", "docs", "monitoring");

	/** What Prometheus adds by itself. */
	private static final Set<String> OF_THE_TARGET = Set.of("job", "instance");

	private static final Pattern LABEL_IN_TEXT = Pattern.compile("\\$labels\\.(\\w+)|\\{\\{(\\w+)}}");

	private final ExposedMetrics exposed = new ExposedMetrics();

	@Test
	void everyDocumentedMeterIsExposedByANameOfItsOwn() {
		assertThat(ExposedMetrics.documented()).doesNotHaveDuplicates()
			.allMatch((name) -> this.exposed.names().anyMatch((metric) -> metric.startsWith(name)));
	}

	@Test
	void queriesOfTheDashboardNameMetricsAndLabelsThatExist() throws IOException {
		List<String> queries = new ArrayList<>();
		collect(yaml("dashboard.json"), Set.of("expr", "definition"), queries);
		assertThat(queries).hasSizeGreaterThan(50).allSatisfy(this::assertExists);
	}

	@Test
	void legendsOfTheDashboardNameLabelsThatTheirQueriesHave() throws IOException {
		List<Map<?, ?>> targets = new ArrayList<>();
		collectMaps(yaml("dashboard.json"), "expr", targets);
		assertThat(targets).isNotEmpty()
			.allSatisfy((target) -> assertThat(labelsIn(target.get("legendFormat").toString()))
				.isSubsetOf(known(new Query(target.get("expr").toString()))));
	}

	@Test
	void queriesOfTheAlertsNameMetricsAndLabelsThatExist() throws IOException {
		assertThat(rules()).hasSizeGreaterThan(10).allSatisfy((rule) -> {
			assertExists(rule.get("expr").toString());
			assertThat(labelsIn(annotation(rule, "summary"))).isSubsetOf(known(new Query(rule.get("expr").toString())));
		});
	}

	@Test
	void eachAlertHasASummaryASeverityAndASectionOfThePlaybook() throws IOException {
		DocumentationPage page = DocumentationPage.named("README.md");
		assertThat(rules()).extracting((rule) -> rule.get("alert")).doesNotHaveDuplicates();
		assertThat(rules()).allSatisfy((rule) -> {
			assertThat(annotation(rule, "summary")).isNotBlank();
			assertThat(((Map<?, ?>) rule.get("labels")).get("severity")).isIn("critical", "warning");
			assertThat(annotation(rule, "runbook")).startsWith("docs/operations.md#").matches(page::leadsSomewhere);
		});
	}

	private void assertExists(String text) {
		Query query = new Query(text);
		assertThat(query.metrics()).as(text).isNotEmpty().allMatch(this.exposed::has);
		assertThat(query.labels()).as(text).isSubsetOf(known(query));
	}

	private Set<String> known(Query query) {
		Set<String> known = new TreeSet<>(OF_THE_TARGET);
		query.metrics().forEach((metric) -> known.addAll(this.exposed.labels(metric)));
		return known;
	}

	private static Set<String> labelsIn(String text) {
		Set<String> labels = new TreeSet<>();
		LABEL_IN_TEXT.matcher(text)
			.results()
			.forEach((found) -> labels.add((found.group(1) != null) ? found.group(1) : found.group(2)));
		return labels;
	}

	private static List<Map<?, ?>> rules() throws IOException {
		List<Map<?, ?>> rules = new ArrayList<>();
		collectMaps(yaml("alerts.yml"), "alert", rules);
		return rules;
	}

	private static String annotation(Map<?, ?> rule, String name) {
		return ((Map<?, ?>) rule.get("annotations")).get(name).toString();
	}

	/** JSON is YAML, too. */
	private static Object yaml(String file) throws IOException {
		return new Yaml().load(Files.readString(FOLDER.resolve(file)));
	}

	private static void collect(Object node, Set<String> keys, List<String> values) {
		children(node).forEach((child) -> collect(child, keys, values));
		if (node instanceof Map<?, ?> map) {
			keys.stream().filter(map::containsKey).map((key) -> map.get(key).toString()).forEach(values::add);
		}
	}

	private static void collectMaps(Object node, String key, List<Map<?, ?>> found) {
		children(node).forEach((child) -> collectMaps(child, key, found));
		if (node instanceof Map<?, ?> map && map.containsKey(key)) {
			found.add(map);
		}
	}

	private static Stream<?> children(Object node) {
		if (node instanceof Map<?, ?> map) {
			return map.values().stream();
		}
		return (node instanceof List<?> list) ? list.stream() : Stream.empty();
	}

}
