package io.github.robustkafka.autoconfigure;

import java.nio.file.Path;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/**
 * Application contexts for tests: without a broker, with an outbox in a directory of the
 * test.
 */
public final class RobustContexts {

	/**
	 * Where nobody listens.
	 */
	public static final String NO_BROKER = "127.0.0.1:1";

	private RobustContexts() {
	}

	/**
	 * A context with all that Robust Kafka configures for Kafka.
	 * @param directory where the outbox is to be
	 * @return the runner
	 */
	public static ApplicationContextRunner in(Path directory) {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(RobustKafkaAutoConfiguration.class,
					RobustKafkaTemplateAutoConfiguration.class, RobustKafkaTopicAutoConfiguration.class,
					RobustKafkaListenerAutoConfiguration.class, KafkaAutoConfiguration.class))
			.withPropertyValues("robust.kafka.outbox.path=" + directory.resolve("outbox.db"),
					"spring.kafka.bootstrap-servers=" + NO_BROKER, "robust.kafka.relay.drain-timeout=0s");
	}

}
