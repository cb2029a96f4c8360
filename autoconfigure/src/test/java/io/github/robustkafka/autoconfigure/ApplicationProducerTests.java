package io.github.robustkafka.autoconfigure;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.core.annotation.Order;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.core.ProducerFactory;

import io.github.robustkafka.RobustKafkaStartException;
import io.github.robustkafka.runtime.Outbox;
import io.github.robustkafka.template.RobustKafkaTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ApplicationProducer}.
 */
class ApplicationProducerTests {

	private static final long MB = 1024 * 1024;

	@TempDir
	Path directory;

	private ApplicationContextRunner runner() {
		return RobustContexts.in(this.directory);
	}

	@Test
	void relayMayFillHalfOfTheProducersMemoryAtMost() {
		runner().withPropertyValues("spring.kafka.producer.buffer-memory=8MB").run((context) -> {
			assertThat(context.getBean(ApplicationProducer.class).maxInFlightBytes(16 * MB)).isEqualTo(4 * MB);
			assertThat(context.getBean(ApplicationProducer.class).maxInFlightBytes(2 * MB)).isEqualTo(2 * MB);
		});
		runner().run((context) -> assertThat(context.getBean(ApplicationProducer.class).maxInFlightBytes(17 * MB))
			.isEqualTo(16 * MB));
	}

	@Test
	void customizersSeeTheApplicationsSettingsInTheirOrder() {
		runner().withUserConfiguration(Customizers.class).run((context) -> {
			Map<String, Object> config = context.getBean(ApplicationProducer.class).relayConfig();
			assertThat(config).containsEntry(ProducerConfig.LINGER_MS_CONFIG, 6)
				.containsEntry(ProducerConfig.CLIENT_ID_CONFIG, "custom-relay")
				.containsEntry(ProducerConfig.MAX_BLOCK_MS_CONFIG, 0);
		});
	}

	@Test
	void whatACustomizerMakesUnsafeIsRefused() {
		runner()
			.withBean(RelayProducerConfigCustomizer.class,
					() -> (config) -> config.put(ProducerConfig.ACKS_CONFIG, "1"))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(RobustKafkaStartException.class)
				.hasMessageContaining("'acks' is '1'"));
	}

	@Test
	void ofSeveralFactoriesForOneClusterAnyWillDo() {
		runner().withUserConfiguration(TwoFactories.class)
			.withPropertyValues("second.servers=" + RobustContexts.NO_BROKER)
			.run((context) -> {
				assertThat(context).hasNotFailed().hasSingleBean(Outbox.class);
				assertThat(context.getBean(KafkaTemplate.class)).isInstanceOf(RobustKafkaTemplate.class);
			});
	}

	@Test
	void severalFactoriesForSeveralClustersAreRefused() {
		runner().withUserConfiguration(TwoFactories.class)
			.withPropertyValues("second.servers=127.0.0.1:2")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(RobustKafkaStartException.class)
				.hasMessageContaining("[127.0.0.1:1, 127.0.0.1:2]"));
	}

	@Test
	void thePrimaryFactoryIsTheOneToGoBy() {
		runner().withUserConfiguration(TwoFactories.class, PrimaryFactory.class)
			.withPropertyValues("second.servers=127.0.0.1:2")
			.run((context) -> assertThat(context.getBean(ApplicationProducer.class).relayConfig())
				.containsEntry(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:3"));
	}

	@Test
	void aFactoryThatKeepsItsConfigurationToItselfIsRefused() {
		runner().withBean(ProducerFactory.class, SilentFactory::new)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(RobustKafkaStartException.class)
				.hasMessageContaining(SilentFactory.class.getName())
				.hasMessageContaining("bootstrap.servers"));
	}

	private static DefaultKafkaProducerFactory<String, String> factory(String servers) {
		Map<String, Object> config = new HashMap<>();
		config.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, servers);
		return new DefaultKafkaProducerFactory<>(config, new StringSerializer(), new StringSerializer());
	}

	@Configuration(proxyBeanMethods = false)
	static class Customizers {

		@Bean
		@Order(2)
		RelayProducerConfigCustomizer second() {
			return (config) -> config.computeIfPresent(ProducerConfig.LINGER_MS_CONFIG,
					(key, value) -> (Integer) value * 2);
		}

		@Bean
		@Order(1)
		RelayProducerConfigCustomizer first() {
			return (config) -> {
				config.put(ProducerConfig.LINGER_MS_CONFIG, 3);
				config.put(ProducerConfig.CLIENT_ID_CONFIG, "custom");
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoFactories {

		@Bean
		DefaultKafkaProducerFactory<String, String> first() {
			return factory(RobustContexts.NO_BROKER);
		}

		@Bean
		DefaultKafkaProducerFactory<String, String> second(@Value("${second.servers}") String servers) {
			return factory(servers);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PrimaryFactory {

		@Bean
		@Primary
		DefaultKafkaProducerFactory<String, String> third() {
			return factory("127.0.0.1:3");
		}

	}

	static class SilentFactory implements ProducerFactory<String, String> {

		@Override
		public Producer<String, String> createProducer() {
			throw new IllegalStateException("Not in this test");
		}

	}

}
