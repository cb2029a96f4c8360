package io.github.robustkafka.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.yaml.snakeyaml.Yaml;

/**
 * The settings as their metadata has them, and the rows of the README's tables that are
 * made of it.
 */
final class SettingsTable {

	private static final String METADATA = "META-INF/spring-configuration-metadata.json";

	private static final String OWN = "robust.kafka.";

	private static final String OWN_HEALTH = "management.health.robustkafka.";

	private SettingsTable() {
	}

	/**
	 * All settings in the order of their names, without groups of them.
	 */
	static List<Setting> settings() {
		List<Setting> all = metadata(OWN).flatMap((metadata) -> items(metadata, "properties"))
			.map(Setting::of)
			.filter((setting) -> setting.name().startsWith(OWN) || setting.name().startsWith(OWN_HEALTH))
			.sorted((one, other) -> one.name().compareTo(other.name()))
			.toList();
		return all.stream()
			.filter((setting) -> all.stream().noneMatch((other) -> other.name().startsWith(setting.name() + ".")))
			.toList();
	}

	/**
	 * All settings that any library on the class path describes.
	 */
	static Stream<Setting> allSettings() {
		return metadata("").flatMap((metadata) -> items(metadata, "properties")).map(Setting::of);
	}

	/**
	 * For each setting that has them, the values that are proposed.
	 */
	static Map<String, List<String>> hints() {
		return metadata(OWN).flatMap((metadata) -> items(metadata, "hints"))
			.filter((hint) -> hint.get("name").toString().startsWith(OWN))
			.collect(Collectors.toMap((hint) -> hint.get("name").toString(),
					(hint) -> items(hint, "values").map((value) -> value.get("value").toString()).toList()));
	}

	/**
	 * The rows of the tables in Markdown, in the order of the names.
	 */
	static List<String> rows() {
		return settings().stream().map(Setting::row).toList();
	}

	private static Stream<Map<String, Object>> metadata(String text) {
		try {
			return Collections.list(SettingsTable.class.getClassLoader().getResources(METADATA))
				.stream()
				.map(SettingsTable::text)
				.filter((json) -> json.contains(text))
				.map((json) -> new Yaml().load(json));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * JSON that a YAML parser, which is always there, can read.
	 */
	private static String text(URL url) {
		try (InputStream in = url.openStream()) {
			return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\\/", "/");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@SuppressWarnings("unchecked")
	private static Stream<Map<String, Object>> items(Map<String, Object> parent, String key) {
		return ((List<Map<String, Object>>) parent.getOrDefault(key, List.of())).stream();
	}

	/**
	 * One setting.
	 *
	 * @param name its full name
	 * @param type its Java type, empty if it is missing
	 * @param defaultValue its default, empty if it is missing
	 * @param description what it is, empty if it is missing
	 */
	record Setting(String name, String type, String defaultValue, String description) {

		private static Setting of(Map<String, Object> property) {
			return new Setting(text(property, "name"), text(property, "type"), text(property, "defaultValue"),
					text(property, "description"));
		}

		private static String text(Map<String, Object> property, String key) {
			return Objects.toString(property.get(key), "");
		}

		/**
		 * What a reader writes there: the name of the type without its package, or the
		 * values of an enum.
		 */
		private String shortType() {
			List<String> values = hints().get(this.name);
			if (values != null) {
				return values.stream().collect(Collectors.joining("`, `", "`", "`"));
			}
			return this.type.replaceAll("\\b[a-z]\\w*\\.|\\w+\\$", "").replaceAll("<(?:String,)?(\\w+)>", " of $1");
		}

		private String row() {
			String shownDefault = hasDefault() ? "`%s`".formatted(this.defaultValue) : "";
			return "| `%s` | %s | %s | %s |".formatted(this.name, shortType(), shownDefault, this.description);
		}

		boolean hasDefault() {
			return !this.defaultValue.isEmpty();
		}

		/**
		 * Whether it is a list or a map, whose default has nothing in it.
		 */
		boolean isCollection() {
			return this.type.matches("java\\.util\\.(List|Map)<.*");
		}

	}

}
