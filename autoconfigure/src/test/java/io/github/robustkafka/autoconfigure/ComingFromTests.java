package io.github.robustkafka.autoconfigure;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;

import org.springframework.kafka.annotation.BackOff;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.annotation.RetryableTopic;
import org.springframework.kafka.core.KafkaTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page for those who come from another producer leaves nothing of Spring's out.
 * {@link DocumentationTests} checks what it names.
 */
class ComingFromTests {

	private final DocumentationPage page = DocumentationPage.named("docs/coming-from.md");

	@Test
	void hasEachMethodOfKafkaTemplate() {
		assertThat(this.page.codeSpans()).containsAll(methods());
	}

	@Test
	void hasNoMethodThatKafkaTemplateDoesNotHave() {
		assertThat(this.page.codeSpans().stream().filter((span) -> span.matches("[a-z]\\w*\\(([A-Za-z, ]*)\\)")))
			.isNotEmpty()
			.isSubsetOf(methods());
	}

	private static List<String> methods() {
		return Arrays.stream(KafkaTemplate.class.getMethods())
			.filter((method) -> method.getDeclaringClass() != Object.class && !method.isBridge())
			.map(ComingFromTests::signature)
			.distinct()
			.toList();
	}

	private static String signature(Method method) {
		return "%s(%s)".formatted(method.getName(), KnownTypes.parameters(method));
	}

	@Test
	void hasEachPropertyOfSpringBootThatShapesAProducer() {
		List<String> named = this.page.properties();
		assertThat(SettingsTable.allSettings()
			.map(SettingsTable.Setting::name)
			.filter((name) -> name.startsWith("spring.kafka.producer."))
			.filter((name) -> named.stream().noneMatch((each) -> covers(each, name)))).isEmpty();
	}

	@Test
	void hasEachAttributeOfTheAnnotationsOfListeners() {
		assertThat(this.page.codeSpans()).containsAll(attributes(KafkaListener.class))
			.containsAll(attributes(RetryableTopic.class))
			.containsAll(attributes(BackOff.class));
	}

	private static List<String> attributes(Class<? extends Annotation> annotation) {
		return Arrays.stream(annotation.getDeclaredMethods())
			.map((attribute) -> "@%s.%s".formatted(annotation.getSimpleName(), attribute.getName()))
			.toList();
	}

	@Test
	void hasEachPropertyOfSpringBootThatShapesListeners() {
		List<String> named = this.page.properties();
		assertThat(SettingsTable.allSettings()
			.map(SettingsTable.Setting::name)
			.filter((name) -> name.matches("spring\\.kafka\\.(listener|consumer|retry)\\..*"))
			.filter((name) -> named.stream().noneMatch((each) -> covers(each, name)))).isEmpty();
	}

	private static boolean covers(String named, String name) {
		return named.equals(name)
				|| (named.endsWith(".*") && !named.matches("spring\\.kafka\\.(producer|consumer|listener)\\.\\*")
						&& name.startsWith(named.substring(0, named.length() - 1)));
	}

}
