package io.github.robustkafka.autoconfigure;

import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the page for operators says is so.
 */
class OperationsPageTests {

	private static final Pattern MEANING = Pattern.compile("[^|]*\\|$");

	private final DocumentationPage page = DocumentationPage.named("docs/operations.md");

	@Test
	void observationsAreThoseThatAreMade() {
		List<String> rows = this.page.text()
			.lines()
			.filter((line) -> line.startsWith("| `robust.kafka.journal` ")
					|| line.startsWith("| `robust.kafka.relay` "))
			.map((line) -> MEANING.matcher(line).replaceFirst("").trim())
			.toList();
		assertThat(rows).isEqualTo(ObservationTable.rows());
	}

}
