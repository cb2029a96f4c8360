package io.github.robustkafka.sample.broker;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.kafka.core.ProducerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BrokerConfiguration}.
 */
class BrokerConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(KafkaAutoConfiguration.class))
		.withUserConfiguration(BrokerConfiguration.class, BrokerController.class)
		.withPropertyValues("sample.broker.port=0");

	@Test
	void clientsConnectToTheInProcessBrokerByDefault(@TempDir Path folder) {
		this.contextRunner.withPropertyValues("sample.broker.data=" + folder).run((context) -> {
			InProcessBroker broker = context.getBean(InProcessBroker.class);
			assertThat(broker.isRunning()).isTrue();
			assertThat(context.getBean(KafkaConnectionDetails.class).getBootstrapServers())
				.containsExactly(broker.address());
			assertThat(context.getBeanFactory().getDependentBeans("kafkaConnectionDetails"))
				.contains(context.getBeanNamesForType(ProducerFactory.class));
		});
	}

	@Test
	void brokerStopsWithTheContext(@TempDir Path folder) {
		InProcessBroker[] broker = new InProcessBroker[1];
		this.contextRunner.withPropertyValues("sample.broker.data=" + folder)
			.run((context) -> broker[0] = context.getBean(InProcessBroker.class));
		assertThat(broker[0].isRunning()).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "spring.kafka.bootstrap-servers=kafka.example.org:9092",
			"spring.kafka.bootstrap-servers[0]=kafka.example.org:9092" })
	void whenAnotherBrokerIsNamedThenNoneIsStarted(String property) {
		this.contextRunner.withPropertyValues(property)
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(InProcessBroker.class)
				.doesNotHaveBean(BrokerController.class));
	}

	@Test
	void impossiblePortIsRefused() {
		this.contextRunner.withPropertyValues("sample.broker.port=70000")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessage("'sample.broker.port' must be from 0 to 65535, but is 70000"));
	}

}
