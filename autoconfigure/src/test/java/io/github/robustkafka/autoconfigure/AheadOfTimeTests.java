package io.github.robustkafka.autoconfigure;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.GeneratedFiles.Kind;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.javapoet.ClassName;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application with Robust Kafka can be processed ahead of time.
 */
class AheadOfTimeTests {

	@TempDir
	Path directory;

	@Test
	void beansAreGeneratedWithoutOpeningAnOutbox() {
		InMemoryGeneratedFiles files = new InMemoryGeneratedFiles();
		DefaultGenerationContext generation = new DefaultGenerationContext(
				new ClassNameGenerator(ClassName.get("com.example", "Application")), files);
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			TestPropertyValues
				.of("robust.kafka.outbox.path=" + this.directory.resolve("outbox.db"),
						"spring.kafka.retry.topic.enabled=true")
				.applyTo(context);
			context.register(RobustKafkaAutoConfiguration.class, RobustKafkaTemplateAutoConfiguration.class,
					RobustKafkaTopicAutoConfiguration.class, KafkaAutoConfiguration.class);
			new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
			generation.writeGeneratedContent();
		}
		assertThat(files.getGeneratedFiles(Kind.SOURCE).keySet())
			.anyMatch((name) -> name.contains("RobustKafkaAutoConfiguration"))
			.anyMatch((name) -> name.contains("RobustKafkaTemplateAutoConfiguration"))
			.anyMatch((name) -> name.contains("RobustKafkaTopicAutoConfiguration"));
		assertThat(this.directory).isEmptyDirectory();
	}

}
