package io.github.robustkafka.autoconfigure;

import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the README and the pages of the folder docs name exists.
 */
class DocumentationTests {

	private final KnownProperties properties = new KnownProperties();

	private final KnownTypes types = new KnownTypes();

	static Stream<DocumentationPage> pages() {
		return DocumentationPage.all();
	}

	static Stream<DocumentationPage> allPages() {
		return DocumentationPage.withDecisions();
	}

	@ParameterizedTest
	@MethodSource("pages")
	void propertiesThatAreNamedExist(DocumentationPage page) {
		assertThat(page.properties()).allMatch(this.properties::contains);
		assertThat(page.environmentVariables()).allMatch(this.properties::containsVariable);
	}

	@ParameterizedTest
	@MethodSource("pages")
	void typesAndMembersThatAreNamedExist(DocumentationPage page) {
		assertThat(page.types()).allMatch(this.types::contains);
	}

	@ParameterizedTest
	@MethodSource("allPages")
	void linksLeadSomewhere(DocumentationPage page) {
		assertThat(page.relativeLinks()).allMatch(page::leadsSomewhere);
	}

}
