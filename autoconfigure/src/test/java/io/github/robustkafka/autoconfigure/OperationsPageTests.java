package io.github.robustkafka.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the page for operators says is so.
 */
class OperationsPageTests {

	private static final Pattern MEANING = Pattern.compile("[^|]*\\|$");

	private static final Path SOURCES = Path.of("src", "main", "java");

	private static final Pattern TWO_LITERALS = Pattern.compile("\"\\s*\\+\\s*\"");

	private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\\\n]|\\\\.)*)\"");

	private static final Pattern VARIES = Pattern.compile("\\{}|%[sd]");

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

	@Test
	void linesOfTheLogAreThoseThatAreLogged() throws IOException {
		Set<String> logged = literals();
		List<String> quoted = this.page.fenced("log").stream().flatMap(String::lines).toList();
		assertThat(quoted).hasSizeGreaterThan(20).allMatch(logged::contains);
	}

	/**
	 * All texts of the sources, with an ellipsis for what varies.
	 */
	private static Set<String> literals() throws IOException {
		Set<String> literals = new HashSet<>();
		try (Stream<Path> files = Files.walk(SOURCES)) {
			for (Path file : files.filter((each) -> each.toString().endsWith(".java")).toList()) {
				LITERAL.matcher(TWO_LITERALS.matcher(Files.readString(file)).replaceAll(""))
					.results()
					.map((literal) -> VARIES.matcher(literal.group(1)).replaceAll("…"))
					.forEach(literals::add);
			}
		}
		return literals;
	}

	@Test
	void eachSectionOfThePlaybookCanBeReachedFromItsBeginningOrFromAnAlert() throws IOException {
		String linking = this.page.text() + Files.readString(Path.of("..", "docs", "monitoring", "alerts.yml"));
		assertThat(this.page.text().lines().filter((line) -> line.startsWith("### ")).map(OperationsPageTests::anchor))
			.isNotEmpty()
			.allMatch((anchor) -> linking.contains("#" + anchor));
	}

	private static String anchor(String heading) {
		return heading.substring(4).toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-');
	}

}
