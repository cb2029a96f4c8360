package io.github.robustkafka.autoconfigure.test;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import io.github.robustkafka.autoconfigure.RobustContexts;
import io.github.robustkafka.autoconfigure.RobustKafkaAutoConfiguration;
import io.github.robustkafka.autoconfigure.RobustKafkaTemplateAutoConfiguration;
import io.github.robustkafka.runtime.Outbox;

/**
 * An application that is started more than once in a process, each time by another class
 * loader.
 */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration({ RobustKafkaAutoConfiguration.class, RobustKafkaTemplateAutoConfiguration.class,
		KafkaAutoConfiguration.class })
public class RestartedApplication {

	public static ConfigurableApplicationContext start(String path) {
		return new SpringApplicationBuilder(RestartedApplication.class).web(WebApplicationType.NONE)
			.properties("robust.kafka.outbox.path=" + path, "robust.kafka.relay.drain-timeout=0s",
					"spring.kafka.bootstrap-servers=" + RobustContexts.NO_BROKER)
			.run();
	}

	public static long pending(ConfigurableApplicationContext context) {
		return context.getBean(Outbox.class).writer().pending();
	}

}
