package io.github.robustkafka.autoconfigure;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import io.github.robustkafka.autoconfigure.SettingsTable.Setting;
import io.github.robustkafka.autoconfigure.command.Command;
import io.github.robustkafka.autoconfigure.listener.ListenerProperties;
import io.github.robustkafka.dispatch.Ordering;
import io.github.robustkafka.listener.TopicMode;
import io.github.robustkafka.producer.CompleteOn;
import io.github.robustkafka.retry.FailureAction;
import io.github.robustkafka.sqlite.Durability;
import io.github.robustkafka.sqlite.OnDamage;
import io.github.robustkafka.writer.RoomSettings.WhenFull;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The settings as IDEs and the README show them.
 */
class SettingsMetadataTests {

	private static final Path README = Path.of("..", "README.md");

	private static final Path LISTENER_PROPERTIES = Path.of("src", "main", "java", "io", "github", "robustkafka",
			"autoconfigure", "listener", "ListenerProperties.java");

	private static final String NOT_SET = "if it is not set";

	private static final Pattern SETTINGS = Pattern.compile("(?s)<!-- settings -->\n(.*?)<!-- /settings -->");

	@Test
	void eachSettingHasADescriptionATypeAndADefault() {
		assertThat(SettingsTable.settings()).hasSizeGreaterThan(20).allSatisfy((setting) -> {
			assertThat(setting.description()).as(setting.name())
				.endsWith(".")
				.doesNotStartWithIgnoringCase("the ")
				.doesNotStartWithIgnoringCase("a ");
			assertThat(setting.type()).as(setting.name()).isNotEmpty();
			assertThat(setting.hasDefault() || setting.description().contains(NOT_SET)).as(setting.name()).isTrue();
		});
	}

	@Test
	void settingsWithoutADefaultAreThoseThatAreNullWhenTheyAreNotSet() {
		ListenerProperties listener = new Binder(new MapConfigurationPropertySource(Map.of()))
			.bindOrCreate("robust.kafka.listener", ListenerProperties.class);
		assertThat(SettingsTable.settings().stream().filter((setting) -> !setting.hasDefault()))
			.extracting(Setting::name)
			.containsExactly("robust.kafka.command", "robust.kafka.health.max-oldest-pending-age",
					"robust.kafka.health.max-pending", "robust.kafka.health.min-free-space", "robust.kafka.inbox.path",
					"robust.kafka.listener.concurrency", "robust.kafka.listener.dead-letter.handler",
					"robust.kafka.listener.executor", "robust.kafka.listener.filter", "robust.kafka.listener.group-id");
		assertThat(listener).extracting("concurrency", "deadLetter.handler", "executor", "filter", "groupId")
			.containsOnlyNulls();
	}

	@Test
	void settingsOfListenersAreThoseOfTheirProperties() throws IOException {
		Map<String, String> described = new HashMap<>();
		describe("robust.kafka.listener.", ListenerProperties.class, Files.readString(LISTENER_PROPERTIES), described);
		assertThat(SettingsTable.settings()
			.stream()
			.filter((setting) -> setting.name().startsWith("robust.kafka.listener."))
			.collect(Collectors.toMap(Setting::name, Setting::description))).isEqualTo(described);
	}

	private static void describe(String group, Class<?> properties, String source, Map<String, String> described) {
		String before = source.substring(0, source.indexOf("public record %s(".formatted(properties.getSimpleName())));
		String javadoc = before.substring(before.lastIndexOf("/**")).replaceAll("\\s+\\*/?\\s+", " ");
		for (RecordComponent component : properties.getRecordComponents()) {
			String name = group + component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
			if (component.getType().isRecord()) {
				describe(name + ".", component.getType(), source, described);
			}
			else {
				String text = javadoc.split("@param %s ".formatted(component.getName()), 2)[1];
				described.put(name, text.split(" @param ", 2)[0].trim());
			}
		}
	}

	@Test
	void switchesAreDescribedAsSuch() {
		assertThat(SettingsTable.settings().stream().filter((setting) -> setting.type().equals("java.lang.Boolean")))
			.extracting(Setting::description)
			.isNotEmpty()
			.allMatch((description) -> description.startsWith("Whether "));
	}

	@Test
	void defaultsOfTheMetadataAreThoseThatAreBound() {
		Map<String, String> documented = new HashMap<>();
		SettingsTable.settings()
			.stream()
			.filter((setting) -> setting.name().startsWith("robust.kafka."))
			.filter((setting) -> setting.hasDefault() && !setting.isCollection())
			.forEach((setting) -> documented.put(setting.name(), setting.defaultValue()));
		Binder withDefaults = new Binder(new MapConfigurationPropertySource(documented));
		Binder empty = new Binder(new MapConfigurationPropertySource(Map.of()));
		assertThat(withDefaults.bindOrCreate("robust.kafka", RobustKafkaProperties.class))
			.isEqualTo(empty.bindOrCreate("robust.kafka", RobustKafkaProperties.class));
	}

	@Test
	void defaultsOfListsAndMapsAreEmpty() {
		assertThat(SettingsTable.settings().stream().filter(Setting::isCollection)).isNotEmpty()
			.allSatisfy((setting) -> assertThat(setting.defaultValue()).as(setting.name())
				.isEqualTo(setting.type().startsWith("java.util.Map") ? "{}" : "[]"));
	}

	@Test
	void choicesAreThoseOfTheirEnums() {
		Map<String, List<String>> hints = SettingsTable.hints();
		assertThat(hints).containsOnlyKeys("robust.kafka.command", "robust.kafka.outbox.durability",
				"robust.kafka.outbox.on-damage", "robust.kafka.outbox.when-full", "robust.kafka.template.complete-on",
				"robust.kafka.listener.ordering", "robust.kafka.listener.retry.topics.mode",
				"robust.kafka.listener.exceptions.action");
		assertThat(hints.get("robust.kafka.command")).isEqualTo(names(Command.values()));
		assertThat(hints.get("robust.kafka.outbox.durability")).isEqualTo(names(Durability.values()));
		assertThat(hints.get("robust.kafka.outbox.on-damage")).isEqualTo(names(OnDamage.values()));
		assertThat(hints.get("robust.kafka.outbox.when-full")).isEqualTo(names(WhenFull.values()));
		assertThat(hints.get("robust.kafka.template.complete-on")).isEqualTo(names(CompleteOn.values()));
		assertThat(hints.get("robust.kafka.listener.ordering")).isEqualTo(names(Ordering.values()));
		assertThat(hints.get("robust.kafka.listener.retry.topics.mode")).isEqualTo(names(TopicMode.values()));
		assertThat(hints.get("robust.kafka.listener.exceptions.action")).isEqualTo(names(FailureAction.values()));
	}

	private static List<String> names(Enum<?>[] constants) {
		return Arrays.stream(constants)
			.map((constant) -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-'))
			.toList();
	}

	@Test
	void tablesOfSettingsInTheReadmeAreUpToDate() throws IOException {
		List<String> expected = SettingsTable.rows();
		assertThat(rowsOfSettings())
			.as("Between <!-- settings --> and <!-- /settings --> of README.md, which there may "
					+ "be several of, put each of these rows once:%n%s", String.join("\n", expected))
			.containsExactlyInAnyOrderElementsOf(expected);
	}

	private static List<String> rowsOfSettings() throws IOException {
		return SETTINGS.matcher(Files.readString(README))
			.results()
			.flatMap((table) -> table.group(1).lines())
			.filter((line) -> line.startsWith("| `"))
			.toList();
	}

	@Test
	void eachTableOfSettingsHasTheHeadingOfItsColumns() throws IOException {
		assertThat(SETTINGS.matcher(Files.readString(README)).results().map((table) -> table.group(1))).hasSize(4)
			.allMatch(
					(table) -> table.startsWith("| Setting | Type | Default | Description |\n|---|---|---|---|\n| `"));
	}

	@Test
	void tableOfMetersInTheReadmeIsUpToDate() throws IOException {
		StringBuilder table = new StringBuilder("| Meter | Type | Unit | Meaning |\n|---|---|---|---|\n");
		KnownMeters.all().forEach((meter) -> table.append(meter.tableRow()).append('\n'));
		assertThatReadmeHas("meters", table.toString());
	}

	private static void assertThatReadmeHas(String marker, String table) throws IOException {
		String begin = "<!-- %s -->".formatted(marker);
		String end = "<!-- /%s -->".formatted(marker);
		assertThat(Files.readString(README)).as("Put this between %s and %s of README.md:%n%s", begin, end, table)
			.contains("%s\n%s%s".formatted(begin, table, end));
	}

}
