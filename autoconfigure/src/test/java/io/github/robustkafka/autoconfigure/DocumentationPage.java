package io.github.robustkafka.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.yaml.snakeyaml.Yaml;

/**
 * A page of the documentation: what it names as code, and where it links to. What stands
 * in the first column of a table under the word "Theirs" belongs to others and is left
 * out.
 *
 * @param path where it is
 * @param text its Markdown
 */
public record DocumentationPage(Path path, String text) {

	private static final Path ROOT = Path.of("..");

	private static final Pattern FENCED = Pattern.compile("(?ms)^ *```(\\w*)\\n(.*?)^ *```");

	private static final Pattern THEIRS = Pattern.compile("(?m)^\\| Theirs \\|.*(?:\\n\\|.*)*");

	private static final Pattern FIRST_CELL = Pattern.compile("(?m)^\\|[^|]*\\|");

	private static final Pattern CODE = Pattern.compile("`([^`\\n]+)`");

	private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");

	private static final Pattern REFERENCE = Pattern.compile("\\[(`[^`\\n]+`)](?![(:])");

	private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

	private static final Pattern PROPERTY = Pattern
		.compile("(?<![\\w.-])(?:robust|spring|management|logging)\\.[\\w.*-]*[\\w*]");

	private static final Pattern VARIABLE = Pattern.compile("\\b(?:ROBUST|SPRING)_KAFKA_[A-Z0-9_]+\\b");

	private static final Pattern TYPE = Pattern
		.compile("@?[A-Z]\\w*[a-z]\\w*(?:<[\\w, ?]+>)?(?:\\.\\w+)*(?:\\([\\w, ]*\\))?");

	static DocumentationPage read(Path path) {
		try {
			return new DocumentationPage(path, Files.readString(path));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * A page by its path from the root of the repository.
	 */
	public static DocumentationPage named(String name) {
		return read(ROOT.resolve(name));
	}

	/**
	 * The README and the pages of the folder docs.
	 */
	static Stream<DocumentationPage> all() {
		return Stream.concat(Stream.of(named("README.md")), below(ROOT.resolve("docs"), 1));
	}

	/**
	 * All pages of the repository, decisions and files for contributors included.
	 */
	static Stream<DocumentationPage> withDecisions() {
		return Stream.concat(below(ROOT, 1), below(ROOT.resolve("docs"), 2));
	}

	private static Stream<DocumentationPage> below(Path folder, int depth) {
		try (Stream<Path> files = Files.walk(folder, depth)) {
			return files.filter((file) -> file.toString().endsWith(".md"))
				.sorted()
				.map(DocumentationPage::read)
				.toList()
				.stream();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * What stands between backticks.
	 */
	List<String> codeSpans() {
		String prose = THEIRS.matcher(withoutFences())
			.replaceAll((table) -> FIRST_CELL.matcher(table.group()).replaceAll("|").replace("$", "\\$"));
		return CODE.matcher(prose).results().map((code) -> code.group(1)).toList();
	}

	/**
	 * Names of properties: between backticks and in blocks of YAML.
	 */
	List<String> properties() {
		List<String> names = new ArrayList<>();
		codeSpans().forEach((span) -> PROPERTY.matcher(span).results().map(MatchResult::group).forEach(names::add));
		fenced("yaml").forEach((block) -> new Yaml().loadAll(block).forEach((part) -> collect("", part, names)));
		names.removeIf((name) -> !PROPERTY.matcher(name).matches());
		return names;
	}

	private static void collect(String name, Object value, List<String> names) {
		if (value instanceof Map<?, ?> map) {
			map.forEach((key, child) -> collect(name.isEmpty() ? key.toString() : name + "." + key, child, names));
		}
		else {
			names.add(name);
		}
	}

	/**
	 * Environment variables that stand for properties, wherever they are.
	 */
	List<String> environmentVariables() {
		return VARIABLE.matcher(this.text).results().map(MatchResult::group).toList();
	}

	/**
	 * Types, and members of types, between backticks.
	 */
	List<String> types() {
		return codeSpans().stream()
			.filter((span) -> TYPE.matcher(span).matches())
			.map((span) -> span.replaceFirst("<[^>]*>", ""))
			.toList();
	}

	/**
	 * Links to other files and to headings, as they are written. For a name in brackets
	 * that is what stands behind it at the end of the page, or the name itself if nothing
	 * does.
	 */
	List<String> relativeLinks() {
		String prose = withoutFences();
		Stream<String> direct = LINK.matcher(prose).results().map((link) -> link.group(1));
		Stream<String> named = REFERENCE.matcher(prose).results().map((link) -> target(link.group(1)));
		return Stream.concat(direct, named).filter((link) -> !link.matches("[a-z]+:.*")).toList();
	}

	private String target(String name) {
		String definition = "[%s]: ".formatted(name);
		return this.text.lines()
			.filter((line) -> line.startsWith(definition))
			.map((line) -> line.substring(definition.length()))
			.findFirst()
			.orElse(name);
	}

	/**
	 * Whether a relative link leads to a file that exists, and to a heading of it if it
	 * names one.
	 */
	public boolean leadsSomewhere(String link) {
		String[] parts = link.split("#", 2);
		Path target = parts[0].isEmpty() ? this.path : this.path.resolveSibling(parts[0]).normalize();
		return Files.exists(target) && (parts.length == 1 || read(target).hasAnchor(parts[1]));
	}

	private boolean hasAnchor(String anchor) {
		return HEADING.matcher(withoutFences())
			.results()
			.anyMatch((heading) -> anchor(heading.group(1)).equals(anchor));
	}

	private static String anchor(String heading) {
		return heading.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-');
	}

	private String withoutFences() {
		return FENCED.matcher(this.text).replaceAll("");
	}

	List<String> fenced(String language) {
		return FENCED.matcher(this.text)
			.results()
			.filter((block) -> block.group(1).equals(language))
			.map((block) -> block.group(2).stripIndent())
			.toList();
	}

	@Override
	public String toString() {
		return this.path.normalize().toString();
	}

}
