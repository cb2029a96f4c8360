package io.github.robustkafka.autoconfigure.command;

import java.util.Map;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Keeps the application from doing its own work when it was started for a command: no web
 * server, no bean that the command does not need, few lines in the log.
 */
final class CommandEnvironment implements EnvironmentPostProcessor, Ordered {

	private static final Map<String, Object> SETTINGS = Map.of("spring.main.web-application-type", "none",
			"spring.main.lazy-initialization", "true", "spring.main.banner-mode", "off", "spring.main.log-startup-info",
			"false", "spring.kafka.listener.auto-startup", "false", "logging.level.root", "warn",
			"robust.kafka.enabled", "true", "robust.kafka.relay.enabled", "true");

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		if (environment.containsProperty(Command.KEY)) {
			environment.getPropertySources().addFirst(new MapPropertySource("robustKafkaCommand", SETTINGS));
		}
	}

	/**
	 * After the configuration files were read.
	 */
	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

}
