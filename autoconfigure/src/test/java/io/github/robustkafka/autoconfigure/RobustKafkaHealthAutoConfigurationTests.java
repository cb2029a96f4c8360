package io.github.robustkafka.autoconfigure;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.health.registry.HealthContributorRegistry;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.core.ProducerFactory;

import io.github.robustkafka.actuate.RobustKafkaHealthIndicator;
import io.github.robustkafka.runtime.Outbox;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RobustKafkaHealthAutoConfiguration}.
 */
class RobustKafkaHealthAutoConfigurationTests {

	private static final String BEAN = "robustKafkaHealthIndicator";

	@TempDir
	Path directory;

	private ApplicationContextRunner runner() {
		return RobustContexts.in(this.directory)
			.withConfiguration(AutoConfigurations.of(RobustKafkaHealthAutoConfiguration.class,
					HealthContributorAutoConfiguration.class, HealthContributorRegistryAutoConfiguration.class));
	}

	@Test
	void componentIsCalledRobustKafka() {
		runner().run((context) -> {
			assertThat(context).hasSingleBean(RobustKafkaHealthIndicator.class).hasBean(BEAN);
			assertThat(context.getBean(HealthContributorRegistry.class).getContributor("robustKafka"))
				.isSameAs(context.getBean(BEAN));
			Health health = context.getBean(RobustKafkaHealthIndicator.class).health();
			assertThat(health.getStatus()).isEqualTo(Status.UP);
			assertThat(health.getDetails()).containsEntry("pending", 0L)
				.containsEntry("oldestPendingAge", "PT0S")
				.containsEntry("path", this.directory.resolve("outbox.db").toAbsolutePath().toString())
				.doesNotContainKey("notRobustTemplates");
		});
	}

	@Test
	void namesTheUsersOwnTemplate() {
		runner().withUserConfiguration(OwnTemplate.class)
			.run((context) -> assertThat(context.getBean(RobustKafkaHealthIndicator.class).health().getDetails())
				.containsEntry("notRobustTemplates", List.of("plain")));
	}

	@Test
	void canBeSwitchedOff() {
		runner().withPropertyValues("management.health.robustkafka.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(BEAN).hasSingleBean(Outbox.class));
	}

	@Test
	void backsOffWhenUserDefinesTheIndicator() {
		runner().withBean(BEAN, HealthIndicator.class, () -> () -> Health.up().build())
			.run((context) -> assertThat(context).doesNotHaveBean(RobustKafkaHealthIndicator.class).hasBean(BEAN));
	}

	@Test
	void backsOffWithoutAnOutbox() {
		runner().withPropertyValues("robust.kafka.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(BEAN));
	}

	@Test
	void backsOffWithoutTheClassesOfHealth() {
		RobustContexts.in(this.directory)
			.withConfiguration(AutoConfigurations.of(RobustKafkaHealthAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.health"))
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(Outbox.class).doesNotHaveBean(BEAN));
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnTemplate {

		@Bean
		KafkaTemplate<?, ?> plain(ProducerFactory<?, ?> producerFactory) {
			return new KafkaTemplate<>(producerFactory);
		}

	}

}
