package io.github.robustkafka.autoconfigure.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;
import org.springframework.util.FileSystemUtils;

/**
 * Proposes an outbox in a temporary directory, below all other sources of settings, so
 * that a path which anybody sets wins. The directory is made by the outbox and deleted
 * after it, since what is registered first is destroyed last. A record without
 * components: all are equal, so that contexts are cached as before.
 */
record TestOutboxCustomizer() implements ContextCustomizer {

	@Override
	public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration mergedConfig) {
		Path directory = Path.of(System.getProperty("java.io.tmpdir"), "robust-kafka-test-" + UUID.randomUUID());
		context.getEnvironment()
			.getPropertySources()
			.addLast(new MapPropertySource("robustKafkaTestOutbox",
					Map.of("robust.kafka.outbox.path", directory.resolve("outbox.db").toString())));
		if (context.getBeanFactory() instanceof DefaultListableBeanFactory beanFactory) {
			beanFactory.registerDisposableBean("robustKafkaTestOutbox", () -> delete(directory));
		}
	}

	private static void delete(Path directory) {
		try {
			FileSystemUtils.deleteRecursively(directory);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The outbox of a test could not be deleted from " + directory, ex);
		}
	}

}
