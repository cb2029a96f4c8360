package io.github.robustkafka.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;
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
import static org.awaitility.Awaitility.await;

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
	void thresholdsAreThoseOfTheProperties() {
		runner().withPropertyValues("robust.kafka.health.max-pending=0").run((context) -> {
			RobustKafkaHealthIndicator indicator = context.getBean(RobustKafkaHealthIndicator.class);
			assertThat(indicator.health().getStatus()).isEqualTo(Status.UP);
			send(context.getBean(KafkaTemplate.class), "value");
			assertThat(indicator.health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
			assertThat(indicator.health().getDetails()).containsEntry("reason",
					"1 records are pending; robust.kafka.health.max-pending allows 0");
		});
		runner().withPropertyValues("robust.kafka.health.min-free-space=1000000TB")
			.run((context) -> assertThat(
					context.getBean(RobustKafkaHealthIndicator.class).health().getDetails().get("reason").toString())
				.contains("robust.kafka.health.min-free-space"));
	}

	@Test
	void detailsHaveNeitherPayloadsNorSecrets() {
		runner().withPropertyValues("spring.kafka.security.protocol=SASL_PLAINTEXT",
				"spring.kafka.properties.sasl.mechanism=PLAIN",
				"spring.kafka.properties.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username=\"till\" password=\"hunter2\";")
			.run((context) -> {
				send(context.getBean(KafkaTemplate.class), "table-4-payload");
				RobustKafkaHealthIndicator indicator = context.getBean(RobustKafkaHealthIndicator.class);
				await().atMost(Duration.ofSeconds(30))
					.until(() -> indicator.health().getDetails().containsKey("outage"));
				assertThat(indicator.health().getDetails().toString()).contains("pending=1")
					.doesNotContain("hunter2", "till", "table-4-payload");
			});
	}

	@SuppressWarnings("unchecked")
	private static void send(KafkaTemplate<?, ?> template, String value) {
		((KafkaTemplate<String, String>) template).send("orders", value);
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
