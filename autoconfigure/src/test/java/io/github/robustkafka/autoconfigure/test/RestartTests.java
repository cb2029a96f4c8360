package io.github.robustkafka.autoconfigure.test;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.kafka.core.KafkaTemplate;

import io.github.robustkafka.runtime.Outbox;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application that is started again in the same process, as Spring Boot's devtools do
 * it: the context is closed, then a new class loader loads all classes of the directories
 * anew, while libraries stay.
 */
class RestartTests {

	@TempDir
	Path directory;

	@Test
	void eachRestartFindsWhatWasPending() throws Exception {
		Class<?> before = null;
		for (long restart = 0; restart < 3; restart++) {
			try (RestartLoader loader = new RestartLoader()) {
				Class<?> application = loader.loadClass(RestartedApplication.class.getName());
				assertThat(application).isNotSameAs(before).isNotSameAs(RestartedApplication.class);
				assertThat(runOnce(application, loader)).isEqualTo(restart);
				before = application;
			}
		}
	}

	/**
	 * Starts the application, sends a record and closes it.
	 * @return how many records were pending before
	 */
	@SuppressWarnings("unchecked")
	private long runOnce(Class<?> application, ClassLoader loader) throws Exception {
		ClassLoader usual = Thread.currentThread().getContextClassLoader();
		Thread.currentThread().setContextClassLoader(loader);
		try (ConfigurableApplicationContext context = (ConfigurableApplicationContext) application
			.getMethod("start", String.class)
			.invoke(null, this.directory.resolve("outbox.db").toString())) {
			long pending = (long) application.getMethod("pending", ConfigurableApplicationContext.class)
				.invoke(null, context);
			context.getBean(KafkaTemplate.class).send("orders", "value");
			return pending;
		}
		finally {
			Thread.currentThread().setContextClassLoader(usual);
		}
	}

	/**
	 * Loads what comes from our directories itself, and asks for nothing else.
	 */
	private static final class RestartLoader extends URLClassLoader {

		private static final List<URL> DIRECTORIES = Stream.of(Outbox.class, RestartedApplication.class)
			.map((type) -> type.getProtectionDomain().getCodeSource().getLocation())
			.toList();

		private RestartLoader() {
			super(DIRECTORIES.toArray(URL[]::new), RestartTests.class.getClassLoader());
		}

		@Override
		protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
			if (!name.startsWith("io.github.robustkafka.")) {
				return super.loadClass(name, resolve);
			}
			synchronized (getClassLoadingLock(name)) {
				Class<?> loaded = findLoadedClass(name);
				return (loaded != null) ? loaded : findClass(name);
			}
		}

	}

}
