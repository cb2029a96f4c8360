package io.github.robustkafka.listener;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.listener.MessageListenerContainer;
import org.springframework.kafka.listener.adapter.RecordFilterStrategy;

import io.github.robustkafka.broker.BrokerExtension;
import io.github.robustkafka.broker.BrokerProcess;
import io.github.robustkafka.broker.TopicReader;
import io.github.robustkafka.listener.ListenerFaultIntegrationTests.Handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What the rules say after exceptions, and records without key, without value, and
 * without interest.
 */
@ExtendWith(BrokerExtension.class)
class FailureActionIntegrationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	@TempDir
	private Path directory;

	private BrokerProcess broker;

	private String topic = "";

	private String group = "";

	private CommittedOffsets offsets;

	@BeforeEach
	void createTopic(BrokerProcess broker) {
		this.broker = broker;
		this.topic = broker.topics().createNew("orders", 1);
		this.group = "g" + this.topic.substring(this.topic.length() - 8);
		this.offsets = new CommittedOffsets(broker);
	}

	@AfterEach
	void closeOffsets() {
		this.offsets.close();
	}

	private ApplicationContextRunner contexts(Handler handler) {
		return ListenerContexts.in(this.broker, this.directory)
			.withBean(Handler.class, () -> handler)
			.withPropertyValues("test.topic=" + this.topic, "robust.kafka.listeners.payments.group-id=" + this.group,
					"robust.kafka.listener.retry.backoff.jitter=0", "robust.kafka.listener.retry.backoff.delay=300ms",
					"robust.kafka.listener.drain-timeout=2s");
	}

	private ApplicationContextRunner contexts(Handler handler, String action) {
		return contexts(handler).withPropertyValues(
				"robust.kafka.listeners.payments.exceptions[0].type=" + InvalidOrder.class.getName(),
				"robust.kafka.listeners.payments.exceptions[0].action=" + action,
				"robust.kafka.listeners.payments.exceptions[0].pause-for=500ms");
	}

	private void send(String key, String... values) {
		try (Producing producing = new Producing(this.broker)) {
			for (String value : values) {
				producing.send(this.topic, key, value);
			}
		}
	}

	private void awaitCommitted(long count) {
		await().atMost(PATIENCE).until(() -> this.offsets.sum(this.group, this.topic) == count);
	}

	private static Handler refusing(AtomicBoolean refuses) {
		return new Handler((order) -> {
			if (refuses.get() && order.value().startsWith("bad")) {
				throw new IllegalStateException(new InvalidOrder());
			}
		});
	}

	@Test
	void aDroppedRecordIsFinished() {
		Handler handler = refusing(new AtomicBoolean(true));
		contexts(handler, "drop").run((context) -> {
			send("k", "good 1", "bad", "good 2");
			awaitCommitted(3);
			assertThat(handler.calls).containsExactly("good 1", "bad", "good 2");
			assertThat(TopicReader.read(this.broker, this.topic + "-" + this.group + "-dlt").records()).isEmpty();
		});
	}

	@Test
	void aRecordBecomesADeadLetterAtOnce() {
		Handler handler = refusing(new AtomicBoolean(true));
		contexts(handler, "dead-letter").run((context) -> {
			send("k", "good 1", "bad", "good 2");
			awaitCommitted(3);
			assertThat(handler.calls).containsExactly("good 1", "bad", "good 2");
			assertThat(TopicReader.read(this.broker, this.topic + "-" + this.group + "-dlt").records()).hasSize(1);
		});
	}

	@Test
	void aPausedListenerKeepsTheRecordAndCountsNoAttempt() {
		AtomicBoolean refuses = new AtomicBoolean(true);
		Map<String, Long> calledAt = new ConcurrentHashMap<>();
		Handler handler = new Handler((order) -> {
			calledAt.putIfAbsent(order.value(), System.nanoTime());
			if (refuses.get() && order.value().equals("bad")) {
				throw new IllegalStateException(new InvalidOrder());
			}
		});
		contexts(handler, "pause").withPropertyValues("robust.kafka.listener.retry.attempts=1").run((context) -> {
			send("k", "good 1", "bad");
			await().atMost(PATIENCE).until(() -> handler.calls.contains("bad"));
			send("other", "later");
			await().atMost(PATIENCE).until(() -> handler.handled.contains("later"));
			assertThat(Duration.ofNanos(calledAt.get("later") - calledAt.get("bad"))).as("nothing starts")
				.isGreaterThanOrEqualTo(millis(500));
			await().atMost(PATIENCE).until(() -> handler.attempts.get("bad") >= 3);
			assertThat(this.offsets.sum(this.group, this.topic)).isEqualTo(1);
			refuses.set(false);
			awaitCommitted(3);
			assertThat(handler.handled).containsOnlyOnce("good 1", "bad", "later");
		});
	}

	private static Duration millis(long millis) {
		return Duration.ofMillis(millis);
	}

	@Test
	void aStoppedListenerGetsTheRecordAgainWhenItIsStarted() {
		AtomicBoolean refuses = new AtomicBoolean(true);
		Handler handler = refusing(refuses);
		contexts(handler, "stop").run((context) -> {
			send("k", "good 1", "bad", "good 2");
			RunningListener listener = context.getBean(RobustListeners.class).all().iterator().next();
			await().atMost(PATIENCE).until(() -> listener.stoppedBy() != null);
			await().atMost(PATIENCE).until(() -> containers(context).noneMatch(MessageListenerContainer::isRunning));
			await().atMost(PATIENCE).until(() -> listener.state().unfinished() == 0);
			assertThat(this.offsets.sum(this.group, this.topic)).isEqualTo(1);
			assertThat(handler.handled).containsExactly("good 1");
			refuses.set(false);
			containers(context).forEach(MessageListenerContainer::start);
			awaitCommitted(3);
			assertThat(handler.handled).containsExactly("good 1", "bad", "good 2");
			assertThat(listener.stoppedBy()).isNull();
		});
	}

	private static Stream<MessageListenerContainer> containers(ApplicationContext context) {
		return context.getBean(KafkaListenerEndpointRegistry.class).getListenerContainers().stream();
	}

	@Test
	void anIdleConsumerCommitsItsTailAndTombstonesAndNullKeysAreHandled() {
		Handler handler = new Handler((order) -> {
		});
		contexts(handler).run((context) -> {
			try (Producing producing = new Producing(this.broker)) {
				for (int i = 0; i < 10; i++) {
					producing.send(this.topic, "k", null);
					producing.send(this.topic, null, "no key");
					producing.send(this.topic, null, null);
				}
			}
			await().atMost(PATIENCE).until(() -> handler.handled.size() == 30);
			await().atMost(Duration.ofSeconds(3)).until(() -> this.offsets.sum(this.group, this.topic) == 30);
		});
	}

	@Test
	void recordsOfATopicThatIsMadeAnewAreNoDuplicatesOfTheOldOnes() {
		Handler handler = new Handler((order) -> {
			if (order.value().startsWith("bad") && order.topic().equals(this.topic)) {
				throw new IllegalStateException("once");
			}
		});
		contexts(handler).run((context) -> {
			send("k", "old 1", "bad old 2", "old 3");
			await().atMost(PATIENCE).until(() -> handler.handled.size() == 3);
			awaitCommitted(3);
		});
		this.broker.topics().delete(this.topic);
		this.broker.topics().create(this.topic, 1);
		contexts(handler).run((context) -> {
			send("k", "new 1", "new 2", "bad new 3");
			awaitCommitted(3);
			await().atMost(PATIENCE).until(() -> handler.handled.size() == 6);
			assertThat(handler.handled).contains("new 1", "new 2", "bad new 3");
		});
	}

	@Test
	void filteredRecordsAreCommitted() {
		Handler handler = new Handler((order) -> {
		});
		Queue<Object> filtered = new ConcurrentLinkedQueue<>();
		contexts(handler).withBean("boring", RecordFilterStrategy.class, () -> (record) -> {
			boolean boring = record.value().toString().startsWith("boring");
			return boring && filtered.add(record);
		}).withPropertyValues("robust.kafka.listeners.payments.filter=boring").run((context) -> {
			send("k", "boring 1", "good", "boring 2");
			awaitCommitted(3);
			assertThat(handler.handled).containsExactly("good");
			assertThat(filtered).hasSize(2);
		});
	}

	@Test
	void aPauseOfTheContainerIsRespectedWhileTheDispatcherHasPausedAndRoomComes() {
		CountDownLatch room = new CountDownLatch(1);
		Handler handler = new Handler((order) -> room.await());
		contexts(handler)
			.withPropertyValues("robust.kafka.listener.max-uncommitted=50", "robust.kafka.listener.max-in-flight=4",
					"spring.kafka.consumer.max-poll-records=10")
			.run((context) -> {
				send("k", IntStream.range(0, 200).mapToObj(String::valueOf).toArray(String[]::new));
				RunningListener listener = context.getBean(RobustListeners.class).all().iterator().next();
				await().atMost(PATIENCE).until(() -> listener.state().pausedPartitions() == 1);
				MessageListenerContainer main = listener.containers().get(0);
				main.pause();
				await().atMost(PATIENCE).until(main::isContainerPaused);
				room.countDown();
				await().atMost(PATIENCE).until(() -> listener.state().unfinished() == 0);
				int handled = handler.handled.size();
				await().during(millis(700)).atMost(PATIENCE).until(() -> handler.handled.size() == handled);
				assertThat(handled).isLessThan(100);
				main.resume();
				awaitCommitted(200);
			});
	}

	static class InvalidOrder extends RuntimeException {

	}

}
