package io.github.robustkafka.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import io.github.robustkafka.inbox.StoredInbox;
import io.github.robustkafka.outbox.RecordState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The tables of the files, as the documentation shows them.
 */
class HowItWorksTests {

	private static final Path PAGE = Path.of("..", "docs", "how-it-works.md");

	@TempDir
	private Path directory;

	private static List<MatchResult> rows(String heading, String regex) throws IOException {
		String section = Files.readString(PAGE).split("(?m)^## %s$".formatted(heading), 2)[1].split("(?m)^## ", 2)[0];
		return Pattern.compile("(?m)" + regex).matcher(section).results().toList();
	}

	private static List<String> columns(String heading) throws IOException {
		return rows(heading, "^\\| `(\\w+)` \\| ([A-Z]+) \\|").stream()
			.map((row) -> row.group(1) + " " + row.group(2))
			.toList();
	}

	@Test
	void columnsAreThoseOfTheTable() throws IOException, SQLException {
		Path file = this.directory.resolve("outbox.db");
		TestOutbox.open(file).close();
		assertThat(TestOutbox.query(file, "SELECT name || ' ' || type FROM pragma_table_info('outbox')"))
			.isEqualTo(columns("The file"));
	}

	@Test
	void columnsOfTheInboxAreThoseOfItsTable() throws IOException, SQLException {
		Path file = this.directory.resolve("inbox.db");
		SqliteInboxStore.open(file, StoredInbox.SMALLEST_SIZE, Clock.systemUTC()).close();
		assertThat(TestOutbox.query(file, """
				SELECT name || ' ' || type FROM pragma_table_info('inbox')
				UNION ALL SELECT name || ' ' || type FROM pragma_table_info('inbox_places') WHERE name <> 'id'"""))
			.isEqualTo(columns("The file of the inbox"));
	}

	@Test
	void statesAreThoseOfTheDomain() throws IOException {
		List<String> words = Arrays.stream(RecordState.values()).map(RecordState::word).toList();
		assertThat(rows("The file", "^\\| `state` \\| TEXT \\| `(\\w+)`, `(\\w+)` or `(\\w+)` \\|$")).singleElement()
			.satisfies((row) -> assertThat(List.of(row.group(1), row.group(2), row.group(3))).isEqualTo(words));
	}

}
