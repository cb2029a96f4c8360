package io.github.robustkafka.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import io.github.robustkafka.autoconfigure.SettingsTable.Setting;
import io.github.robustkafka.metrics.OutboxMeter;
import io.github.robustkafka.producer.CompleteOn;
import io.github.robustkafka.sqlite.Durability;
import io.github.robustkafka.writer.RoomSettings.WhenFull;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The settings as IDEs and the README show them.
 */
class SettingsMetadataTests {

	private static final Path README = Path.of("..", "README.md");

	private static final Pattern SETTINGS = Pattern.compile("(?s)<!-- settings -->\n(.*?)<!-- /settings -->");

	@Test
	void eachSettingHasADescriptionATypeAndADefault() {
		assertThat(SettingsTable.settings()).hasSizeGreaterThan(20).allSatisfy((setting) -> {
			assertThat(setting.description()).as(setting.name())
				.endsWith(".")
				.doesNotStartWithIgnoringCase("the ")
				.doesNotStartWithIgnoringCase("a ");
			assertThat(setting.type()).as(setting.name()).isNotEmpty();
			assertThat(setting.defaultValue()).as(setting.name()).isNotEmpty();
		});
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
			.filter((setting) -> !setting.defaultValue().equals("[]"))
			.forEach((setting) -> documented.put(setting.name(), setting.defaultValue()));
		Binder withDefaults = new Binder(new MapConfigurationPropertySource(documented));
		Binder empty = new Binder(new MapConfigurationPropertySource(Map.of()));
		assertThat(withDefaults.bindOrCreate("robust.kafka", RobustKafkaProperties.class))
			.isEqualTo(empty.bindOrCreate("robust.kafka", RobustKafkaProperties.class));
	}

	@Test
	void choicesAreThoseOfTheirEnums() {
		Map<String, List<String>> hints = SettingsTable.hints();
		assertThat(hints).containsOnlyKeys("robust.kafka.outbox.durability", "robust.kafka.outbox.when-full",
				"robust.kafka.template.complete-on");
		assertThat(hints.get("robust.kafka.outbox.durability")).isEqualTo(names(Durability.values()));
		assertThat(hints.get("robust.kafka.outbox.when-full")).isEqualTo(names(WhenFull.values()));
		assertThat(hints.get("robust.kafka.template.complete-on")).isEqualTo(names(CompleteOn.values()));
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
		assertThat(SETTINGS.matcher(Files.readString(README)).results().map((table) -> table.group(1))).hasSize(3)
			.allMatch(
					(table) -> table.startsWith("| Setting | Type | Default | Description |\n|---|---|---|---|\n| `"));
	}

	@Test
	void tableOfMetersInTheReadmeIsUpToDate() throws IOException {
		StringBuilder table = new StringBuilder("| Meter | Type | Unit | Meaning |\n|---|---|---|---|\n");
		Arrays.stream(OutboxMeter.values()).forEach((meter) -> table.append(meter.tableRow()).append('\n'));
		assertThatReadmeHas("meters", table.toString());
	}

	private static void assertThatReadmeHas(String marker, String table) throws IOException {
		String begin = "<!-- %s -->".formatted(marker);
		String end = "<!-- /%s -->".formatted(marker);
		assertThat(Files.readString(README)).as("Put this between %s and %s of README.md:%n%s", begin, end, table)
			.contains("%s\n%s%s".formatted(begin, table, end));
	}

}
