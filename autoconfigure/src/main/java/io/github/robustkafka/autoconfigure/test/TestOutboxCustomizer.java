package io.github.robustkafka.autoconfigure.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;
import org.springframework.util.FileSystemUtils;

/**
 * Puts the outbox into a temporary directory: above the application's own configuration
 * files, so that no test writes where the application does, and below properties of the
 * test itself, system properties and the environment. The directory is made by the outbox
 * and deleted after it, since what is registered first is destroyed last. A record
 * without components: all are equal, so that contexts are cached as before.
 */
record TestOutboxCustomizer() implements ContextCustomizer {

	@Override
	public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration mergedConfig) {
		Path directory = Path.of(System.getProperty("java.io.tmpdir"), "robust-kafka-test-" + UUID.randomUUID());
		MutablePropertySources sources = context.getEnvironment().getPropertySources();
		MapPropertySource outbox = new MapPropertySource("robustKafkaTestOutbox",
				Map.of("robust.kafka.outbox.path", directory.resolve("outbox.db").toString()));
		if (sources.contains(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME)) {
			sources.addAfter(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, outbox);
		}
		else {
			sources.addLast(outbox);
		}
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
