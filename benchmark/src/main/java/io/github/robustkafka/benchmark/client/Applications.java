package io.github.robustkafka.benchmark.client;

import java.util.Map;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Starts Spring Boot applications inside this JVM.
 */
public final class Applications {

	private Applications() {
	}

	/**
	 * Starts an application.
	 * @param source its configuration class
	 * @param settings what would stand in its configuration file
	 * @return the running application
	 */
	public static ConfigurableApplicationContext start(Class<?> source, Map<String, Object> settings) {
		return new SpringApplicationBuilder(source).registerShutdownHook(false).properties(settings).run();
	}

}
