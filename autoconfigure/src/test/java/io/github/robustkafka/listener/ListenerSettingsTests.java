package io.github.robustkafka.listener;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.annotation.AliasFor;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import io.github.robustkafka.autoconfigure.RobustContexts;
import io.github.robustkafka.dispatch.Ordering;
import io.github.robustkafka.retry.RetrySettings;
import io.github.robustkafka.retry.TopicChain;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Where the settings of listeners come from.
 */
class ListenerSettingsTests {

	@TempDir
	private Path directory;

	private ApplicationContextRunner contexts(Class<?> listener) {
		return RobustContexts.in(this.directory)
			.withBean(listener)
			.withPropertyValues("robust.kafka.listener.auto-startup=false");
	}

	private static ListenerSettings settings(AssertableApplicationContext context) {
		assertThat(context).hasNotFailed();
		return context.getBean(RobustListeners.class).all().iterator().next().settings();
	}

	private static List<String> topics(ListenerSettings settings) {
		return settings.rules().chains().all().stream().map(TopicChain::main).toList();
	}

	private static RetrySettings retry(ListenerSettings settings, int topic) {
		return settings.rules().chains().all().get(topic).settings();
	}

	@Test
	void withoutAnySettingItIsSafe() {
		contexts(Plain.class).run((context) -> {
			ListenerSettings settings = settings(context);
			assertThat(settings.id()).isEqualTo("payments");
			assertThat(settings.rules().group()).isEqualTo("payments");
			assertThat(settings.rules().remember()).isEqualTo(Duration.ofDays(7));
			assertThat(settings.dispatch())
				.isEqualTo(new ListenerSettings.Dispatch(Ordering.KEY, 64, 5000, Duration.ofSeconds(30), null));
			assertThat(settings.topics().mode()).isEqualTo(TopicMode.CREATE);
			assertThat(retry(settings, 0)).isEqualTo(new RetrySettings(1, Duration.ofMillis(200), 5,
					Duration.ofSeconds(1), 3, Duration.ofMinutes(10), 0.2));
		});
	}

	@Test
	void theAnnotationOverridesTheDefaultsKeyByKey() {
		contexts(Annotated.class)
			.withPropertyValues("robust.kafka.listener.concurrency=7", "robust.kafka.listener.group-id=default",
					"robust.kafka.listener.max-in-flight=9")
			.run((context) -> {
				ListenerSettings settings = settings(context);
				assertThat(settings.container().concurrency()).isEqualTo(3);
				assertThat(settings.rules().group()).isEqualTo("annotated");
				assertThat(settings.container().autoStartup()).isFalse();
				assertThat(settings.dispatch().maxInFlight()).isEqualTo(9);
				assertThat(settings.container().properties()).containsEntry("max.poll.records", "17");
			});
	}

	@Test
	void theListenersOwnKeysOverrideBoth() {
		contexts(Annotated.class).withPropertyValues("robust.kafka.listener.max-in-flight=9",
				"robust.kafka.listener.retry.attempts=3", "robust.kafka.listener.retry.backoff.delay=4s",
				"robust.kafka.listeners.payments.concurrency=5", "robust.kafka.listeners.payments.max-in-flight=11",
				"robust.kafka.listeners.payments.retry.backoff.delay=2s",
				"robust.kafka.listeners.payments.ordering=partition", "robust.kafka.listeners.other.retry.attempts=9")
			.run((context) -> {
				ListenerSettings settings = settings(context);
				assertThat(settings.container().concurrency()).isEqualTo(5);
				assertThat(settings.rules().group()).isEqualTo("annotated");
				assertThat(settings.dispatch().maxInFlight()).isEqualTo(11);
				assertThat(settings.dispatch().ordering()).isEqualTo(Ordering.PARTITION);
				assertThat(retry(settings, 0).attempts()).isEqualTo(3);
				assertThat(retry(settings, 0).delay()).isEqualTo(Duration.ofSeconds(2));
			});
	}

	@Test
	void listsAreReplaced() {
		contexts(Annotated.class)
			.withPropertyValues("robust.kafka.listeners.payments.topics[0]=refunds",
					"robust.kafka.listener.exceptions[0].type=java.io.IOException",
					"robust.kafka.listener.exceptions[0].action=drop",
					"robust.kafka.listener.exceptions[1].type=java.sql.SQLException",
					"robust.kafka.listener.exceptions[1].action=pause",
					"robust.kafka.listeners.payments.exceptions[0].type=java.lang.IllegalStateException",
					"robust.kafka.listeners.payments.exceptions[0].action=dead-letter")
			.run((context) -> {
				ListenerSettings settings = settings(context);
				assertThat(topics(settings)).containsExactly("refunds");
				assertThat(settings.rules().exceptions()).extracting("rules", InstanceOfAssertFactories.LIST)
					.extracting("type")
					.startsWith(IllegalStateException.class)
					.doesNotContain(java.io.IOException.class, java.sql.SQLException.class);
			});
	}

	@Test
	void aTopicCanHaveRetriesOfItsOwn() {
		contexts(Plain.class)
			.withPropertyValues("robust.kafka.listeners.payments.topics=orders.eu,orders.us",
					"robust.kafka.listener.retry.attempts=4", "robust.kafka.listeners.payments.retry.backoff.delay=2s",
					"robust.kafka.listeners.payments.retry-by-topic.[orders.eu].attempts=2",
					"robust.kafka.listeners.payments.retry-by-topic.[orders.eu].topics.mode=leave")
			.run((context) -> {
				ListenerSettings settings = settings(context);
				assertThat(topics(settings)).containsExactly("orders.eu", "orders.us");
				assertThat(retry(settings, 0).attempts()).isEqualTo(2);
				assertThat(retry(settings, 0).delay()).isEqualTo(Duration.ofSeconds(2));
				assertThat(retry(settings, 1).attempts()).isEqualTo(4);
				assertThat(settings.rules().chains().all().get(0).retryTopics())
					.containsExactly("orders.eu-payments-retry-0");
				assertThat(settings.rules().chains().all().get(1).retryTopics()).hasSize(3);
			});
	}

	@Test
	void idsMayHaveCapitalsDashesAndDots() {
		contexts(OddIds.class)
			.withPropertyValues("robust.kafka.listeners.Pay-Ments_2.max-in-flight=2",
					"robust.kafka.listeners.[acme.Orders-1].max-in-flight=3")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean(RobustListeners.class).all()).extracting(RunningListener::settings)
					.extracting(ListenerSettings::id, (settings) -> settings.dispatch().maxInFlight())
					.containsExactlyInAnyOrder(org.assertj.core.api.Assertions.tuple("Pay-Ments_2", 2),
							org.assertj.core.api.Assertions.tuple("acme.Orders-1", 3));
			});
	}

	@Test
	void placeholdersAndExpressionsAreResolved() {
		contexts(Expressions.class).withBean("names", Names.class)
			.withPropertyValues("app.listener=payments", "app.topics=orders,bills", "app.group=accounting")
			.run((context) -> {
				ListenerSettings settings = settings(context);
				assertThat(settings.id()).isEqualTo("payments-eu");
				assertThat(topics(settings)).containsExactly("orders", "bills", "refunds", "returns");
				assertThat(settings.rules().group()).isEqualTo("accounting");
				assertThat(settings.container().concurrency()).isEqualTo(2);
			});
	}

	@Test
	void environmentVariablesAreSettings() {
		Map<String, Object> variables = Map.of("ROBUST_KAFKA_LISTENERS_PAYMENTS_MAXINFLIGHT", "7",
				"ROBUST_KAFKA_LISTENERS_PAYMENTS_RETRY_BACKOFF_MAXDELAY", "3m",
				"ROBUST_KAFKA_LISTENERS_PAYMENTS_TOPICS_0_", "refunds", "ROBUST_KAFKA_LISTENER_RETRY_ATTEMPTS", "2",
				"ROBUST_KAFKA_LISTENERS_PAYMENTS_EXCEPTIONS_0_TYPE", "java.io.IOException",
				"ROBUST_KAFKA_LISTENERS_PAYMENTS_EXCEPTIONS_0_ACTION", "DROP");
		contexts(Plain.class)
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addFirst(new SystemEnvironmentPropertySource("test-systemEnvironment", variables)))
			.run((context) -> {
				ListenerSettings settings = settings(context);
				assertThat(settings.dispatch().maxInFlight()).isEqualTo(7);
				assertThat(retry(settings, 0).maxDelay()).isEqualTo(Duration.ofMinutes(3));
				assertThat(retry(settings, 0).attempts()).isEqualTo(2);
				assertThat(topics(settings)).containsExactly("refunds");
				assertThat(settings.rules().exceptions()).extracting("rules", InstanceOfAssertFactories.LIST)
					.extracting("type")
					.startsWith(java.io.IOException.class);
			});
	}

	@Test
	void anAnnotationCanBeMadeOfIt() {
		contexts(Composed.class).run((context) -> {
			ListenerSettings settings = settings(context);
			assertThat(settings.id()).isEqualTo("payments");
			assertThat(topics(settings)).containsExactly("refunds");
			assertThat(settings.container().concurrency()).isEqualTo(2);
		});
	}

	@Test
	void allKnownKeysAreAccepted() {
		contexts(Plain.class)
			.withPropertyValues("robust.kafka.listeners.payments.topics=a,b",
					"robust.kafka.listeners.payments.retry-by-topic.a.blocking.attempts=2",
					"robust.kafka.listeners.payments.retry-by-topic.a.blocking.delay=1s",
					"robust.kafka.listeners.payments.retry-by-topic.[b].backoff.multiplier=1.5",
					"robust.kafka.listeners.payments.exceptions[0].type=java.io.IOException",
					"robust.kafka.listeners.payments.exceptions[0].action=pause",
					"robust.kafka.listeners.payments.exceptions[0].pause-for=5s",
					"robust.kafka.listeners.payments.dead-letter.topic={topic}-dead",
					"robust.kafka.listeners.payments.deduplication.retention=1d",
					"robust.kafka.listeners.payments.retry.topics.replication-factor=3",
					"robust.kafka.listeners.payments.max-uncommitted=10",
					"robust.kafka.listeners.payments.drain-timeout=5s",
					"robust.kafka.listeners.absent.deduplication.enabled=false")
			.run((context) -> {
				ListenerSettings settings = settings(context);
				assertThat(retry(settings, 0).blockingAttempts()).isEqualTo(2);
				assertThat(retry(settings, 1).multiplier()).isEqualTo(1.5);
				assertThat(settings.topics().replicationFactor()).isEqualTo((short) 3);
				assertThat(settings.rules().chains().all()).extracting(TopicChain::deadLetterTopic)
					.containsExactly("a-dead", "b-dead");
			});
	}

	@Test
	void topicsOfOneListenerMayShareADeadLetterTopic() {
		contexts(Plain.class)
			.withPropertyValues("robust.kafka.listeners.payments.topics=a,b",
					"robust.kafka.listeners.payments.dead-letter.topic={group}-dead")
			.run((context) -> assertThat(settings(context).rules().chains().all())
				.extracting(TopicChain::deadLetterTopic)
				.containsExactly("payments-dead", "payments-dead"));
	}

	static class Plain {

		@RobustListener(id = "payments", topics = "orders")
		void charge(String order) {
		}

	}

	static class Annotated {

		@RobustListener(id = "payments", topics = { "orders", "bills" }, groupId = "annotated", concurrency = "3",
				autoStartup = "false", properties = "max.poll.records=17")
		void charge(String order) {
		}

	}

	static class OddIds {

		@RobustListener(id = "Pay-Ments_2", topics = "orders")
		void charge(String order) {
		}

		@RobustListener(id = "acme.Orders-1", topics = "orders")
		void order(String order) {
		}

	}

	static class Expressions {

		@RobustListener(id = "${app.listener}-eu", topics = { "${app.topics}", "#{@names.topics}" },
				groupId = "${app.group}", concurrency = "#{1 + 1}")
		void charge(String order) {
		}

	}

	static class Names {

		public List<String> getTopics() {
			return List.of("refunds", "returns");
		}

	}

	@Target(ElementType.METHOD)
	@Retention(RetentionPolicy.RUNTIME)
	@RobustListener(id = "payments", concurrency = "2")
	@interface PaymentsListener {

		@AliasFor(annotation = RobustListener.class)
		String[] topics();

	}

	static class Composed {

		@PaymentsListener(topics = "refunds")
		void charge(String order) {
		}

	}

}
