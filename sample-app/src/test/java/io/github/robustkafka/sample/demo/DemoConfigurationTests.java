package io.github.robustkafka.sample.demo;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DemoConfiguration}.
 */
class DemoConfigurationTests {

	private static final String PAYMENTS = "demoPayments";

	@TempDir
	private Path folder;

	@Test
	void demonstrationHasPayments() {
		contexts().run((context) -> assertThat(context).hasSingleBean(Demo.class).hasBean(PAYMENTS));
	}

	@Test
	void whenItIsDisabledThenNoPaymentsAreTaken() {
		contexts().withPropertyValues("demo.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(Demo.class).doesNotHaveBean(PAYMENTS));
	}

	@Test
	void whenAnotherBrokerIsNamedThenNoPaymentsAreTakenFromIt() {
		contexts().withPropertyValues("spring.kafka.bootstrap-servers=127.0.0.1:1")
			.run((context) -> assertThat(context).hasSingleBean(Demo.class)
				.doesNotHaveBean(PAYMENTS)
				.doesNotHaveBean("demoTopics"));
	}

	private ApplicationContextRunner contexts() {
		return new ApplicationContextRunner().withUserConfiguration(DemoConfiguration.class)
			.withPropertyValues("demo.data=" + this.folder);
	}

}
