package io.github.robustkafka.listener;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.kafka.annotation.KafkaListenerConfigurer;
import org.springframework.kafka.config.KafkaListenerEndpointRegistrar;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.validation.Errors;
import org.springframework.validation.Validator;
import org.springframework.validation.annotation.Validated;

import io.github.robustkafka.broker.BrokerExtension;
import io.github.robustkafka.broker.BrokerProcess;
import io.github.robustkafka.broker.TcpProxy;
import io.github.robustkafka.broker.TopicReader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The topics of listeners, with a real broker.
 */
@ExtendWith(BrokerExtension.class)
class ListenerTopicsIntegrationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	@TempDir
	private Path directory;

	private ApplicationContextRunner contexts(BrokerProcess broker, String topic) {
		return ListenerContexts.in(broker, this.directory)
			.withPropertyValues("test.topic=" + topic, "robust.kafka.listener.retry.backoff.delay=100ms",
					"robust.kafka.listener.retry.backoff.multiplier=2", "robust.kafka.listener.retry.backoff.jitter=0");
	}

	private static RunningListener listener(ApplicationContext context) {
		return context.getBean(RobustListeners.class).all().iterator().next();
	}

	private static String waitsFor(ApplicationContext context) {
		return String.valueOf(listener(context).waitsFor());
	}

	@Test
	void twoGroupsOnOneTopicHaveRetriesOfTheirOwn(BrokerProcess broker) {
		String topic = broker.topics().createNew("orders", 3);
		contexts(broker, topic).withBean(TwoGroups.class)
			.withPropertyValues("robust.kafka.listeners.audit.retry.attempts=2",
					"robust.kafka.listeners.payments.retry.attempts=3")
			.run((context) -> {
				try (Producing producing = new Producing(broker)) {
					producing.send(topic, "k", "order 1");
				}
				TwoGroups groups = context.getBean(TwoGroups.class);
				await().atMost(PATIENCE)
					.until(() -> TopicReader.read(broker, topic + "-payments-dlt").records().size() == 1);
				await().atMost(PATIENCE)
					.until(() -> TopicReader.read(broker, topic + "-audit-dlt").records().size() == 1);
				assertThat(groups.payments).hasSize(3);
				assertThat(groups.audit).hasSize(2);
				assertThat(partitions(broker, topic)).isEqualTo(Map.of(topic, 3, topic + "-audit-retry-0", 3,
						topic + "-audit-dlt", 3, topic + "-payments-retry-0", 3, topic + "-payments-retry-1", 3,
						topic + "-payments-dlt", 3));
			});
	}

	@Test
	void retryTopicsGetMorePartitionsWhenTheMainTopicHasGotMore(BrokerProcess broker) {
		String topic = broker.topics().createNew("orders", 2);
		broker.topics().create(topic + "-payments-dlt", 1);
		contexts(broker, topic).withBean(Payments.class)
			.withPropertyValues("robust.kafka.listeners.payments.retry.attempts=1")
			.run((context) -> {
				await().atMost(PATIENCE).until(() -> listener(context).isRunning());
				assertThat(partitions(broker, topic)).isEqualTo(Map.of(topic, 2, topic + "-payments-dlt", 2));
			});
	}

	@Test
	void aListenerThatChecksWaitsForItsTopics(BrokerProcess broker) {
		String topic = broker.topics().createNew("orders", 1);
		contexts(broker, topic).withBean(Payments.class)
			.withPropertyValues("robust.kafka.listener.retry.topics.mode=check",
					"robust.kafka.listener.retry.attempts=2")
			.run((context) -> {
				await().atMost(PATIENCE)
					.until(() -> waitsFor(context).equals(
							"its topics [%s-payments-retry-0, %s-payments-dlt] do not exist".formatted(topic, topic)));
				assertThat(listener(context).isRunning()).isFalse();
				broker.topics().create(topic + "-payments-retry-0", 1);
				await().atMost(PATIENCE)
					.until(() -> waitsFor(context)
						.equals("its topics [%s-payments-dlt] do not exist".formatted(topic)));
				broker.topics().create(topic + "-payments-dlt", 1);
				handles(broker, context, topic);
				assertThat(listener(context).waitsFor()).isNull();
			});
	}

	@Test
	void aListenerWaitsForItsMainTopic(BrokerProcess broker) {
		String topic = broker.topics().createNew("absent", 1) + "-not";
		contexts(broker, topic).withBean(Payments.class).run((context) -> {
			await().atMost(PATIENCE)
				.until(() -> waitsFor(context).equals("its topic '%s' does not exist".formatted(topic)));
			broker.topics().create(topic, 1);
			handles(broker, context, topic);
		});
	}

	@Test
	void aListenerStartsWhenTheBrokerComes(BrokerProcess broker) {
		String topic = broker.topics().createNew("orders", 1);
		try (TcpProxy way = broker.bootstrapProxy()) {
			way.refuse();
			contexts(broker, topic).withBean(Payments.class)
				.withPropertyValues("spring.kafka.bootstrap-servers=" + way.bootstrapServers(),
						"spring.kafka.admin.properties[request.timeout.ms]=500",
						"spring.kafka.admin.properties[default.api.timeout.ms]=1000")
				.run((context) -> {
					await().atMost(PATIENCE).until(() -> waitsFor(context).startsWith("Kafka did not answer"));
					assertThat(listener(context).isRunning()).isFalse();
					way.heal();
					handles(broker, context, topic);
				});
		}
	}

	@Test
	void whatIsNotValidBecomesADeadLetterAtOnce(BrokerProcess broker) {
		String topic = broker.topics().createNew("orders", 1);
		contexts(broker, topic).withBean(Validating.class).withBean(NoPlums.class).run((context) -> {
			try (Producing producing = new Producing(broker)) {
				producing.send(topic, "k", "plums");
				producing.send(topic, "k", "pears");
			}
			Validating validating = context.getBean(Validating.class);
			await().atMost(PATIENCE).until(() -> validating.handled.contains("pears"));
			await().atMost(PATIENCE)
				.until(() -> TopicReader.read(broker, topic + "-payments-dlt").records().size() == 1);
			assertThat(validating.handled).containsExactly("pears");
			assertThat(TopicReader.read(broker, topic + "-payments-retry-0").records()).isEmpty();
		});
	}

	private static void handles(BrokerProcess broker, ApplicationContext context, String topic) {
		try (Producing producing = new Producing(broker)) {
			producing.send(topic, "k", "order 1");
		}
		Payments payments = context.getBean(Payments.class);
		await().atMost(PATIENCE).until(() -> List.copyOf(payments.handled).equals(List.of("order 1")));
	}

	private static Map<String, Integer> partitions(BrokerProcess broker, String prefix)
			throws ExecutionException, InterruptedException {
		List<String> topics = broker.topics().names().stream().filter((name) -> name.startsWith(prefix)).toList();
		try (Admin admin = Admin.create(broker.clientProperties())) {
			return admin.describeTopics(topics)
				.allTopicNames()
				.get()
				.values()
				.stream()
				.collect(Collectors.toMap(TopicDescription::name, (found) -> found.partitions().size()));
		}
	}

	static class Payments {

		final ConcurrentLinkedQueue<String> handled = new ConcurrentLinkedQueue<>();

		@RobustListener(id = "payments", topics = "${test.topic}")
		void charge(String order) {
			this.handled.add(order);
		}

	}

	static class TwoGroups {

		final ConcurrentLinkedQueue<String> payments = new ConcurrentLinkedQueue<>();

		final ConcurrentLinkedQueue<String> audit = new ConcurrentLinkedQueue<>();

		@RobustListener(id = "payments", topics = "${test.topic}")
		void charge(String order) {
			this.payments.add(order);
			throw new IllegalStateException("no funds");
		}

		@RobustListener(id = "audit", topics = "${test.topic}")
		void audit(String order) {
			this.audit.add(order);
			throw new IllegalStateException("no paper");
		}

	}

	static class Validating {

		final ConcurrentLinkedQueue<String> handled = new ConcurrentLinkedQueue<>();

		@RobustListener(id = "payments", topics = "${test.topic}")
		void charge(@Payload @Validated String order) {
			this.handled.add(order);
		}

	}

	static class NoPlums implements KafkaListenerConfigurer, Validator {

		@Override
		public void configureKafkaListeners(KafkaListenerEndpointRegistrar registrar) {
			registrar.setValidator(this);
		}

		@Override
		public boolean supports(Class<?> type) {
			return type == String.class;
		}

		@Override
		public void validate(Object target, Errors errors) {
			if (target.equals("plums")) {
				errors.reject("plums", "no plums");
			}
		}

	}

}
