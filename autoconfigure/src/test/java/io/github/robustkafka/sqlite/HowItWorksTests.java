package io.github.robustkafka.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import io.github.robustkafka.outbox.RecordState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The table of the file, as the documentation shows it.
 */
class HowItWorksTests {

	private static final Path PAGE = Path.of("..", "docs", "how-it-works.md");

	@TempDir
	private Path directory;

	private static List<MatchResult> rows(String regex) throws IOException {
		return Pattern.compile("(?m)" + regex).matcher(Files.readString(PAGE)).results().toList();
	}

	@Test
	void columnsAreThoseOfTheTable() throws IOException, SQLException {
		Path file = this.directory.resolve("outbox.db");
		TestOutbox.open(file).close();
		List<String> documented = rows("^\\| `(\\w+)` \\| ([A-Z]+) \\|").stream()
			.map((row) -> row.group(1) + " " + row.group(2))
			.toList();
		assertThat(TestOutbox.query(file, "SELECT name || ' ' || type FROM pragma_table_info('outbox')"))
			.isEqualTo(documented);
	}

	@Test
	void statesAreThoseOfTheDomain() throws IOException {
		List<String> words = Arrays.stream(RecordState.values()).map(RecordState::word).toList();
		assertThat(rows("^\\| `state` \\| TEXT \\| `(\\w+)`, `(\\w+)` or `(\\w+)` \\|$")).singleElement()
			.satisfies((row) -> assertThat(List.of(row.group(1), row.group(2), row.group(3))).isEqualTo(words));
	}

}
