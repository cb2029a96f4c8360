package io.github.robustkafka.listener;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.kafka.autoconfigure.DefaultKafkaProducerFactoryCustomizer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.kafka.core.MicrometerProducerListener;

import io.github.robustkafka.actuate.RobustKafkaHealthIndicator;
import io.github.robustkafka.autoconfigure.RobustKafkaHealthAutoConfiguration;
import io.github.robustkafka.autoconfigure.RobustKafkaMetricsAutoConfiguration;
import io.github.robustkafka.broker.BrokerExtension;
import io.github.robustkafka.broker.BrokerProcess;
import io.github.robustkafka.deadletter.DeadLetters;
import io.github.robustkafka.deadletter.ReplayOptions;
import io.github.robustkafka.deadletter.ReplaySelection;
import io.github.robustkafka.metrics.ListenerMeter;
import io.github.robustkafka.template.RobustKafkaTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What meters and health tell of listeners, with a real broker.
 */
@ExtendWith(BrokerExtension.class)
class ListenerWatchIntegrationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	@TempDir
	private Path directory;

	private String topic = "";

	private ApplicationContextRunner contexts(BrokerProcess broker) {
		this.topic = broker.topics().createNew("orders", 1);
		return ListenerContexts.in(broker, this.directory)
			.withConfiguration(AutoConfigurations.of(RobustKafkaMetricsAutoConfiguration.class,
					RobustKafkaHealthAutoConfiguration.class))
			.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
			.withBean(Payments.class)
			.withPropertyValues("test.topic=" + this.topic, "robust.kafka.listeners.payments.retry.attempts=2",
					"robust.kafka.listeners.payments.retry.backoff.delay=100ms",
					"robust.kafka.listeners.payments.exceptions[0].type=java.lang.UnsupportedOperationException",
					"robust.kafka.listeners.payments.exceptions[0].action=drop",
					"robust.kafka.listeners.payments.exceptions[1].type=java.lang.SecurityException",
					"robust.kafka.listeners.payments.exceptions[1].action=stop");
	}

	@Test
	void eachThingThatHappensIsCounted(BrokerProcess broker) {
		contexts(broker).run((context) -> {
			Payments payments = context.getBean(Payments.class);
			try (Producing producing = new Producing(broker)) {
				List.of("good", "bad", "drop", "good").forEach((value) -> producing.send(this.topic, null, value));
			}
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			await().atMost(PATIENCE)
				.until(() -> registry.find(ListenerMeter.DEAD_LETTERS.description().name()).counter() != null
						&& payments.calls.size() == 5);
			assertThat(count(registry, ListenerMeter.DEAD_LETTERS, "exception", "IllegalStateException")).isEqualTo(1);
			assertThat(count(registry, ListenerMeter.RETRIES, "attempt", "2")).isEqualTo(1);
			assertThat(count(registry, ListenerMeter.DROPPED, "exception", "UnsupportedOperationException"))
				.isEqualTo(1);
			assertThat(registry.get(ListenerMeter.CALLS.description().name())
				.tags("listener", "payments", "outcome", "failure")
				.timer()
				.count()).isEqualTo(3);
			assertThat(registry.get(ListenerMeter.TIME_TO_SUCCESS.description().name()).timer().count()).isEqualTo(2);
			Arrays.stream(ListenerMeter.values())
				.filter((meter) -> meter.description().type() == io.micrometer.core.instrument.Meter.Type.GAUGE)
				.forEach((meter) -> assertThat(
						registry.get(meter.description().name()).tag("listener", "payments").gauge().value())
					.as(meter.name())
					.isZero());
			context.getBean(DeadLetters.class)
				.replay("payments", ReplaySelection.all(), ReplayOptions.DRY_RUN.forReal());
			assertThat(count(registry, ListenerMeter.REPLAYS)).isEqualTo(1);
		});
	}

	@Test
	void relayAndForwarderHaveProducerMetersOfTheirOwnUntilTheContextEnds(BrokerProcess broker) {
		MeterRegistry registry = new SimpleMeterRegistry();
		contexts(broker)
			.withBean(DefaultKafkaProducerFactoryCustomizer.class,
					() -> (factory) -> factory.addListener(new MicrometerProducerListener<>(registry)))
			.run((context) -> {
				context.getBean(RobustKafkaTemplate.class).send(this.topic, "bad");
				await().atMost(PATIENCE)
					.until(() -> Stream.of("robustKafkaRelay", "robustKafkaForwarder")
						.allMatch((id) -> registry.find("kafka.producer.record.send.total")
							.tag("spring.id", id)
							.meter() != null));
			});
		assertThat(registry.getMeters()).isEmpty();
	}

	private static double count(MeterRegistry registry, ListenerMeter meter, String... tags) {
		return registry.get(meter.description().name()).tag("listener", "payments").tags(tags).counter().count();
	}

	@Test
	void aListenerThatItsRulesStoppedIsAReasonToBeDown(BrokerProcess broker) {
		contexts(broker).run((context) -> {
			RobustKafkaHealthIndicator indicator = context.getBean(RobustKafkaHealthIndicator.class);
			await().atMost(PATIENCE).until(() -> running(indicator));
			assertThat(indicator.health().getStatus()).isEqualTo(Status.UP);
			try (Producing producing = new Producing(broker)) {
				producing.send(this.topic, null, "stop");
			}
			await().atMost(PATIENCE).until(() -> !running(indicator));
			Health health = indicator.health();
			assertThat(health.getStatus()).isEqualTo(Status.DOWN);
			assertThat(health.getDetails().get("reason")).asString()
				.contains("'payments'", "java.lang.SecurityException");
		});
	}

	@SuppressWarnings("unchecked")
	private static boolean running(RobustKafkaHealthIndicator indicator) {
		Map<String, Map<String, Object>> listeners = (Map<String, Map<String, Object>>) indicator.health()
			.getDetails()
			.get("listeners");
		return listeners != null && Boolean.TRUE.equals(listeners.get("payments").get("running"));
	}

	static class Payments {

		final List<String> calls = new CopyOnWriteArrayList<>();

		@RobustListener(id = "payments", topics = "${test.topic}")
		void charge(String order) {
			this.calls.add(order);
			switch (order) {
				case "bad" -> throw new IllegalStateException("no funds");
				case "drop" -> throw new UnsupportedOperationException("not ours");
				case "stop" -> throw new SecurityException("no key");
				default -> {
				}
			}
		}

	}

}
