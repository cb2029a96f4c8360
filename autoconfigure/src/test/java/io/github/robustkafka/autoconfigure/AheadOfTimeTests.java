package io.github.robustkafka.autoconfigure;

import java.io.InterruptedIOException;
import java.io.UnsupportedEncodingException;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.GeneratedFiles.Kind;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.javapoet.ClassName;

import io.github.robustkafka.listener.RobustDltHandler;
import io.github.robustkafka.listener.RobustListener;

import static org.springframework.aot.hint.predicate.RuntimeHintsPredicates.reflection;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application with Robust Kafka can be processed ahead of time.
 */
class AheadOfTimeTests {

	@TempDir
	Path directory;

	private final InMemoryGeneratedFiles files = new InMemoryGeneratedFiles();

	@Test
	void beansAreGeneratedWithoutOpeningAnOutbox() {
		process();
		assertThat(this.files.getGeneratedFiles(Kind.SOURCE).keySet())
			.anyMatch((name) -> name.contains("RobustKafkaAutoConfiguration"))
			.anyMatch((name) -> name.contains("RobustKafkaTemplateAutoConfiguration"))
			.anyMatch((name) -> name.contains("RobustKafkaTopicAutoConfiguration"))
			.anyMatch((name) -> name.contains("RobustKafkaListenerAutoConfiguration"));
		assertThat(this.directory).isEmptyDirectory();
	}

	@Test
	void methodsOfListenersMayBeCalledAndTheirPayloadsBeRead() throws NoSuchMethodException {
		RuntimeHints hints = process().getRuntimeHints();
		assertThat(reflection().onMethodInvocation(Payments.class.getDeclaredMethod("charge", Payment.class)))
			.accepts(hints);
		assertThat(reflection().onMethodInvocation(Payments.class.getDeclaredMethod("giveUp", Payment.class)))
			.accepts(hints);
		assertThat(reflection().onMethodInvocation(Payment.class.getDeclaredMethod("id"))).accepts(hints);
	}

	@Test
	void whatTheConfigurationOfListenersNamesIsKnown() throws NoSuchMethodException {
		RuntimeHints hints = process().getRuntimeHints();
		assertThat(reflection().onType(UnsupportedEncodingException.class)).accepts(hints);
		assertThat(reflection().onType(InterruptedIOException.class)).accepts(hints);
		assertThat(reflection().onMethodInvocation(Payments.class.getDeclaredMethod("configured", Payment.class)))
			.accepts(hints);
	}

	private DefaultGenerationContext process() {
		DefaultGenerationContext generation = new DefaultGenerationContext(
				new ClassNameGenerator(ClassName.get("com.example", "Application")), this.files);
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			TestPropertyValues
				.of("robust.kafka.outbox.path=" + this.directory.resolve("outbox.db"),
						"robust.kafka.listener.exceptions[0].type=java.io.InterruptedIOException",
						"robust.kafka.listener.exceptions[0].action=retry",
						"robust.kafka.listeners.payments.exceptions[0].type=java.io.UnsupportedEncodingException",
						"robust.kafka.listeners.payments.exceptions[0].action=drop",
						"robust.kafka.listeners.payments.dead-letter.handler=payments#configured",
						"spring.kafka.retry.topic.enabled=true")
				.applyTo(context);
			context.registerBean("payments", Payments.class);
			context.register(RobustKafkaAutoConfiguration.class, RobustKafkaTemplateAutoConfiguration.class,
					RobustKafkaTopicAutoConfiguration.class, KafkaAutoConfiguration.class,
					RobustKafkaListenerAutoConfiguration.class);
			new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
			generation.writeGeneratedContent();
		}
		return generation;
	}

	static class Payments {

		@RobustListener(id = "payments", topics = "orders")
		void charge(Payment payment) {
		}

		@RobustDltHandler
		void giveUp(Payment payment) {
		}

		void configured(Payment payment) {
		}

	}

	record Payment(String id) {
	}

}
