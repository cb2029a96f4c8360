package io.github.robustkafka.autoconfigure;

import java.io.IOException;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aot.hint.ExecutableHint;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.kafka.core.KafkaAdmin;

import io.github.robustkafka.autoconfigure.listener.ListenerProperties;
import io.github.robustkafka.autoconfigure.topics.TopicCreation;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RobustKafkaRuntimeHints}.
 */
class RobustKafkaRuntimeHintsTests {

	@ParameterizedTest
	@ValueSource(strings = { "outbox", "inbox" })
	void everyMigrationScriptIsInANativeImage(String folder) throws IOException {
		RuntimeHints hints = hints();
		Resource[] scripts = new PathMatchingResourcePatternResolver()
			.getResources("classpath*:io/github/robustkafka/" + folder + "/*.sql");
		assertThat(scripts).isNotEmpty()
			.allSatisfy((script) -> assertThat(RuntimeHintsPredicates.resource()
				.forResource("io/github/robustkafka/" + folder + "/" + script.getFilename())).accepts(hints));
	}

	@Test
	void settingsOfListenersAreBoundInANativeImage() {
		RuntimeHints hints = hints();
		assertThat(
				List.of(ListenerProperties.class, ListenerProperties.Retry.class, RobustKafkaProperties.Outbox.class))
			.allSatisfy((type) -> assertThat(
					RuntimeHintsPredicates.reflection().onConstructorInvocation(type.getDeclaredConstructors()[0]))
				.accepts(hints));
	}

	@Test
	void fieldsThatTopicCreationLooksAtExistAndAreSeenInANativeImage() {
		RuntimeHints hints = hints();
		assertThat(TopicCreation.FIELDS_OF_ADMIN).isNotEmpty()
			.allSatisfy((field) -> assertThat(RuntimeHintsPredicates.reflection()
				.onFieldAccess(KafkaAdmin.class.getDeclaredField(field).getDeclaringClass(), field)).accepts(hints));
	}

	@Test
	void virtualThreadsAreToldFromOthersInANativeImage() {
		assertThat(hints().reflection().getTypeHint(Thread.class).methods()).extracting(ExecutableHint::getName)
			.containsExactly("isVirtual");
	}

	@Test
	void whatSpringFactoriesNamesIsInANativeImage() {
		RuntimeHints hints = new RuntimeHints();
		SpringFactoriesLoader.forResourceLocation("META-INF/spring/aot.factories")
			.load(RuntimeHintsRegistrar.class)
			.forEach((registrar) -> registrar.registerHints(hints, getClass().getClassLoader()));
		assertThat(List.of(RobustKafkaStartFailureAnalyzer.class, CommandListener.class))
			.allSatisfy((type) -> assertThat(
					RuntimeHintsPredicates.reflection().onConstructorInvocation(type.getDeclaredConstructor()))
				.accepts(hints));
	}

	private static RuntimeHints hints() {
		RuntimeHints hints = new RuntimeHints();
		new RobustKafkaRuntimeHints().registerHints(hints, RobustKafkaRuntimeHintsTests.class.getClassLoader());
		return hints;
	}

	@Test
	void registrarIsFoundByItsFactoriesFile() {
		assertThat(SpringFactoriesLoader.forResourceLocation("META-INF/spring/aot.factories")
			.load(RuntimeHintsRegistrar.class)).hasAtLeastOneElementOfType(RobustKafkaRuntimeHints.class);
	}

}
