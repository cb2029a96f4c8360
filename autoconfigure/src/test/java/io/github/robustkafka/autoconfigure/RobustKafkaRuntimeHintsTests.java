package io.github.robustkafka.autoconfigure;

import java.io.IOException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.core.io.support.SpringFactoriesLoader;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RobustKafkaRuntimeHints}.
 */
class RobustKafkaRuntimeHintsTests {

	@ParameterizedTest
	@ValueSource(strings = { "outbox", "inbox" })
	void everyMigrationScriptIsInANativeImage(String folder) throws IOException {
		RuntimeHints hints = new RuntimeHints();
		new RobustKafkaRuntimeHints().registerHints(hints, getClass().getClassLoader());
		Resource[] scripts = new PathMatchingResourcePatternResolver()
			.getResources("classpath*:io/github/robustkafka/" + folder + "/*.sql");
		assertThat(scripts).isNotEmpty()
			.allSatisfy((script) -> assertThat(RuntimeHintsPredicates.resource()
				.forResource("io/github/robustkafka/" + folder + "/" + script.getFilename())).accepts(hints));
	}

	@Test
	void registrarIsFoundByItsFactoriesFile() {
		assertThat(SpringFactoriesLoader.forResourceLocation("META-INF/spring/aot.factories")
			.load(RuntimeHintsRegistrar.class)).hasAtLeastOneElementOfType(RobustKafkaRuntimeHints.class);
	}

}
