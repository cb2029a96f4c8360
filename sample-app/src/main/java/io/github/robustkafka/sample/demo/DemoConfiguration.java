package io.github.robustkafka.sample.demo;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

import io.github.robustkafka.sample.broker.InProcessBroker;
import io.github.robustkafka.sample.demo.payments.PaymentConfiguration;
import io.github.robustkafka.sample.demo.run.DemoProperties;
import io.github.robustkafka.sample.demo.run.RunFolder;

/**
 * The demonstration's beans. Not annotated as a configuration: only {@code main} names
 * it, so that no test of the shop tells the story.
 */
@ConditionalOnBooleanProperty(name = "demo.enabled", matchIfMissing = true)
@EnableConfigurationProperties(DemoProperties.class)
@Import(PaymentConfiguration.class)
public class DemoConfiguration {

	@Bean
	RunFolder demoFolder(DemoProperties properties) {
		return new RunFolder(properties.data());
	}

	@Bean
	SenderProcess senderProcess(RunFolder folder) {
		return new SenderProcess(folder.senderLog());
	}

	@Bean
	Demo demo(DemoProperties properties, RunFolder folder, SenderProcess sender,
			ObjectProvider<InProcessBroker> broker) {
		return new Demo(properties, folder, sender, broker);
	}

}
