package io.github.robustkafka.listener;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.internals.AutoOffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.annotation.RetryableTopic;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.listener.ContainerProperties.AckMode;
import org.springframework.kafka.listener.MessageListenerContainer;
import org.springframework.kafka.retrytopic.RetryTopicConfigurationSupport;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

import io.github.robustkafka.autoconfigure.RobustContexts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Listeners beside what else is in an application, without a broker.
 */
class ListenerNeighboursTests {

	@TempDir
	private Path directory;

	private ApplicationContextRunner contexts() {
		return RobustContexts.in(this.directory)
			.withPropertyValues("robust.kafka.listener.auto-startup=false", "spring.kafka.listener.auto-startup=false");
	}

	private ApplicationContextRunner paying() {
		return contexts().withBean(Payments.class);
	}

	private static void pays(ApplicationContext context) {
		Handling.handle(context, "payments", "order 1");
		assertThat(context.getBean(Payments.class).handled).containsExactly("order 1");
	}

	@Test
	void aRecordReachesTheMethod() {
		paying().run((context) -> {
			Handling.handle(context, "payments", "order 1");
			assertThat(context.getBean(Payments.class).handled).containsExactly("order 1");
			assertThat(context.getBean(Payments.class).threads)
				.allMatch((name) -> name.startsWith("robust-kafka-payments-"));
		});
	}

	@Test
	void withVirtualThreadsWhereThereAreSome() {
		paying().withPropertyValues("spring.threads.virtual.enabled=true").run((context) -> {
			Handling.handle(context, "payments", "order 1");
			assertThat(context.getBean(Payments.class).threads).hasSize(1)
				.allMatch((name) -> name.startsWith("robust-kafka-payments-"));
		});
	}

	@Test
	void withoutListenersThereIsNoThreadAndNoFile() {
		Set<String> before = threads();
		contexts().run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(RobustListeners.class).all()).isEmpty();
			Set<String> after = threads();
			after.removeAll(before);
			assertThat(after).noneMatch((name) -> name.contains("listener") || name.contains("inbox"));
			assertThat(Files.exists(this.directory.resolve("inbox.db"))).isFalse();
		});
	}

	private static Set<String> threads() {
		return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).collect(Collectors.toSet());
	}

	@Test
	void theApplicationStopsSoonWhileTheBrokerIsAway() {
		AtomicLong closing = new AtomicLong();
		paying().withPropertyValues("robust.kafka.listener.auto-startup=true").run((context) -> {
			await().atMost(Duration.ofSeconds(10)).until(() -> threads().contains("robust-kafka-listener-start"));
			closing.set(System.nanoTime());
		});
		assertThat(Duration.ofNanos(System.nanoTime() - closing.get())).isLessThan(Duration.ofSeconds(5));
	}

	@Test
	void besidePlainListenersAndRetryableTopics() {
		paying().withBean(PlainListeners.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(KafkaListenerEndpointRegistry.class).getListenerContainerIds())
				.contains("payments", "payments-retry", "plain", "retryable")
				.anyMatch((id) -> id.startsWith("retryable-retry"));
			assertThat(Handling.container(context, "plain").getContainerProperties().getAckMode())
				.isEqualTo(AckMode.BATCH);
			Handling.handle(context, "payments", "order 1");
		});
	}

	@Test
	void besideRetryTopicsThatTheApplicationConfigures() {
		paying().withBean(PlainListeners.class)
			.withBean("scheduler", TaskScheduler.class, ThreadPoolTaskScheduler::new)
			.withUserConfiguration(OwnRetryTopics.class)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				Handling.handle(context, "payments", "order 1");
			});
	}

	@Test
	void besideOneScheduler() {
		paying().withBean("first", TaskScheduler.class, ThreadPoolTaskScheduler::new).run((context) -> pays(context));
	}

	@Test
	void besideTwoSchedulers() {
		paying().withBean("first", TaskScheduler.class, ThreadPoolTaskScheduler::new)
			.withBean("second", TaskScheduler.class, ThreadPoolTaskScheduler::new)
			.run((context) -> pays(context));
	}

	@Test
	void besideAnAdminOfTheApplication() {
		paying()
			.withBean("own", KafkaAdmin.class,
					() -> new KafkaAdmin(Map.of("bootstrap.servers", RobustContexts.NO_BROKER)))
			.run((context) -> pays(context));
	}

	@Test
	void whateverTheContainersOfTheApplicationAreLike() {
		paying()
			.withPropertyValues("spring.kafka.listener.type=batch", "spring.kafka.listener.ack-mode=record",
					"spring.kafka.listener.async-acks=true", "spring.kafka.consumer.enable-auto-commit=true",
					"spring.kafka.listener.concurrency=3", "spring.kafka.listener.poll-timeout=10s")
			.run((context) -> {
				MessageListenerContainer container = Handling.container(context, "payments");
				assertThat(container.getContainerProperties().getAckMode()).isEqualTo(AckMode.MANUAL);
				assertThat(container.getContainerProperties().isAsyncAcks()).isFalse();
				assertThat(container).hasFieldOrPropertyWithValue("concurrency", 3);
				assertThat(container)
					.extracting("consumerFactory.configurationProperties",
							InstanceOfAssertFactories.map(String.class, Object.class))
					.containsEntry(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
				pays(context);
			});
	}

	@Test
	void whatTheApplicationPausesIsNotResumedByBackPressure() {
		paying().withPropertyValues("robust.kafka.listeners.payments.max-uncommitted=1").run((context) -> {
			MessageListenerContainer main = Handling.container(context, "payments");
			MessageListenerContainer retry = Handling.container(context, "payments-retry");
			DispatchingListener listener = Handling.listener(main);
			MockConsumer<byte[], byte[]> consumer = new MockConsumer<>(AutoOffsetResetStrategy.EARLIEST.name());
			consumer.assign(List.of(new TopicPartition("orders", 0)));
			Payments payments = context.getBean(Payments.class);
			payments.gate.acquire();
			listener.onMessage(Handling.record("orders", "order 1"), null, consumer);
			listener.clearThreadState(consumer);
			listener.setupThreadState(consumer);
			assertThat(consumer.paused()).hasSize(1);
			main.pause();
			payments.gate.release();
			// A record that is handled is uncommitted until the inbox has marked it.
			await().until(() -> Handling.running(context, "payments").state().partitions().isEmpty());
			listener.setupThreadState(consumer);
			assertThat(consumer.paused()).as("the application wants a pause").hasSize(1);
			main.resume();
			retry.pause();
			listener.setupThreadState(consumer);
			assertThat(consumer.paused()).as("the other container does not matter").isEmpty();
		});
	}

	@Test
	void aListenerWhoseConsumersCannotBeMadeKeepsNoOtherFromStarting() {
		contexts().withBean("broken", Broken.class)
			.withBean("payments", Payments.class)
			.withPropertyValues("robust.kafka.listener.auto-startup=true",
					"robust.kafka.listener.retry.topics.mode=leave")
			.run((context) -> {
				await().atMost(Duration.ofSeconds(20)).until(() -> Handling.container(context, "payments").isRunning());
				RunningListener broken = Handling.running(context, "broken");
				assertThat(broken.isRunning()).isFalse();
				assertThat(broken.waitsFor()).contains("max.poll.records");
			});
	}

	@Test
	void listenersShareAnExecutor() {
		paying().withBean(Audit.class)
			.withBean("shared", Executor.class, () -> new SimpleAsyncTaskExecutor("shared-"))
			.withPropertyValues("robust.kafka.listener.executor=shared")
			.run((context) -> {
				Handling.handle(context, "payments", "order 1");
				Handling.handle(context, "audit", "order 1");
				assertThat(context.getBean(Payments.class).threads).allMatch((name) -> name.startsWith("shared-"));
				assertThat(context.getBean(Audit.class).threads).hasSize(1)
					.allMatch((name) -> name.startsWith("shared-"));
			});
	}

	static class Payments {

		final ConcurrentLinkedQueue<String> handled = new ConcurrentLinkedQueue<>();

		final ConcurrentLinkedQueue<String> threads = new ConcurrentLinkedQueue<>();

		final Semaphore gate = new Semaphore(1);

		@RobustListener(id = "payments", topics = "orders")
		void charge(String order) throws InterruptedException {
			this.gate.acquire();
			this.gate.release();
			this.handled.add(order);
			this.threads.add(Thread.currentThread().getName());
		}

	}

	static class Broken {

		@RobustListener(id = "broken", topics = "bills", properties = "max.poll.records=many")
		void charge(String bill) {
		}

	}

	static class Audit {

		final ConcurrentLinkedQueue<String> threads = new ConcurrentLinkedQueue<>();

		@RobustListener(id = "audit", topics = "orders")
		void audit(String order) {
			this.threads.add(Thread.currentThread().getName());
		}

	}

	static class PlainListeners {

		@KafkaListener(id = "plain", topics = "orders")
		void plain(String order) {
		}

		@RetryableTopic(attempts = "3")
		@KafkaListener(id = "retryable", topics = "bills")
		void retryable(String bill) {
		}

	}

	static class OwnRetryTopics extends RetryTopicConfigurationSupport {

	}

}
