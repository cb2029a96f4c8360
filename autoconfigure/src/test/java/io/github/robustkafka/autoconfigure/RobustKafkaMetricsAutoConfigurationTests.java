package io.github.robustkafka.autoconfigure;

import java.lang.ref.WeakReference;
import java.nio.file.Path;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.KafkaTemplate;

import io.github.robustkafka.listener.RobustListener;
import io.github.robustkafka.metrics.CommitRecorder;
import io.github.robustkafka.metrics.InboxMeter;
import io.github.robustkafka.metrics.MeterDescription;
import io.github.robustkafka.metrics.OutboxMeter;
import io.github.robustkafka.metrics.OutboxMetrics;
import io.github.robustkafka.metrics.RelayRecorder;
import io.github.robustkafka.runtime.Outbox;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RobustKafkaMetricsAutoConfiguration}.
 */
class RobustKafkaMetricsAutoConfigurationTests {

	@TempDir
	Path directory;

	private ApplicationContextRunner runner() {
		return RobustContexts.in(this.directory)
			.withConfiguration(
					AutoConfigurations.of(RobustKafkaMetricsAutoConfiguration.class, MetricsAutoConfiguration.class))
			.withBean(SimpleMeterRegistry.class);
	}

	@Test
	void metersAreBoundAndFed() {
		runner().withUserConfiguration(EarlySender.class).run((context) -> {
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			assertThat(registry.get(OutboxMeter.PENDING.description().name()).gauge().value()).isEqualTo(1);
			assertThat(registry.get(OutboxMeter.APPENDED.description().name()).functionCounter().count()).isEqualTo(1);
			assertThat(registry.get(OutboxMeter.OUTBOX_SIZE.description().name()).gauge().value()).isPositive();
			send(context.getBean(KafkaTemplate.class));
			assertThat(registry.get(OutboxMeter.COMMIT.description().name()).timer().count()).isEqualTo(1);
		});
	}

	@Test
	void metersGoOnAfterTheGarbageWasCollected() {
		runner().withPropertyValues("robust.kafka.listener.auto-startup=false", "robust.kafka.relay.enabled=false")
			.withUserConfiguration(EarlySender.class, Payments.class)
			.run((context) -> {
				MeterRegistry registry = context.getBean(MeterRegistry.class);
				assertThat(value(registry, InboxMeter.UNAVAILABLE.description())).isZero();
				collectGarbage();
				assertThat(registry.getMeters()).filteredOn((meter) -> meter.getId().getType() == Meter.Type.GAUGE)
					.filteredOn((meter) -> meter.getId().getName().startsWith("robust.kafka."))
					.hasSizeGreaterThan(InboxMeter.values().length)
					.filteredOn((meter) -> Double.isNaN(((Gauge) meter).value()))
					.extracting((meter) -> meter.getId().getName())
					.isEmpty();
				send(context.getBean(KafkaTemplate.class));
				assertThat(registry.get(OutboxMeter.APPENDED.description().name()).functionCounter().count())
					.isEqualTo(2);
			});
	}

	@Test
	void backsOffWithoutARegistry() {
		RobustContexts.in(this.directory)
			.withConfiguration(AutoConfigurations.of(RobustKafkaMetricsAutoConfiguration.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(OutboxMetrics.class)
				.doesNotHaveBean(CommitRecorder.class));
	}

	@Test
	void backsOffWithoutAnOutbox() {
		runner().withPropertyValues("robust.kafka.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(OutboxMetrics.class));
	}

	@Test
	void backsOffWithoutTheClassesOfMicrometer() {
		RobustContexts.in(this.directory)
			.withConfiguration(AutoConfigurations.of(RobustKafkaMetricsAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader("io.micrometer.core"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(Outbox.class)
				.doesNotHaveBean(OutboxMetrics.class));
	}

	@Test
	void backsOffWhenUserDefinesTheMetrics() {
		runner().withUserConfiguration(OwnMetrics.class)
			.run((context) -> assertThat(context).hasSingleBean(OutboxMetrics.class)
				.hasBean("ownMetrics")
				.hasSingleBean(CommitRecorder.class)
				.hasBean("ownRecorder"));
	}

	private static double value(MeterRegistry registry, MeterDescription meter) {
		return registry.get(meter.name()).gauge().value();
	}

	/**
	 * Until what is held by nothing is gone.
	 */
	private static void collectGarbage() {
		WeakReference<Object> garbage = new WeakReference<>(new Object());
		Awaitility.await().until(() -> {
			System.gc();
			return garbage.get() == null;
		});
	}

	@SuppressWarnings("unchecked")
	private static void send(KafkaTemplate<?, ?> template) {
		((KafkaTemplate<String, String>) template).send("orders", "value");
	}

	@Configuration(proxyBeanMethods = false)
	static class EarlySender {

		@Bean
		Object early(KafkaTemplate<String, String> template) {
			template.send("orders", "value");
			return new Object();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Payments {

		@RobustListener(id = "payments", topics = "payments", groupId = "payments")
		void pay(String payment) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnMetrics {

		@Bean
		CommitRecorder ownRecorder() {
			return new CommitRecorder();
		}

		@Bean
		OutboxMetrics ownMetrics(Outbox outbox, CommitRecorder commits, RelayRecorder relay) {
			return new OutboxMetrics(outbox, commits, relay, null);
		}

	}

}
