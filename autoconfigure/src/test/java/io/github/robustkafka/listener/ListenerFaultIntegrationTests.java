package io.github.robustkafka.listener;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.kafka.listener.MessageListenerContainer;
import org.springframework.kafka.support.KafkaHeaders;

import io.github.robustkafka.broker.BrokerExtension;
import io.github.robustkafka.broker.BrokerProcess;
import io.github.robustkafka.broker.TopicReader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Topics that are missing or refuse, and handlers that do not return.
 */
@ExtendWith(BrokerExtension.class)
class ListenerFaultIntegrationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	@TempDir
	private Path directory;

	private BrokerProcess broker;

	private String topic = "";

	private String deadLetters = "";

	private CommittedOffsets offsets;

	@BeforeEach
	void createTopic(BrokerProcess broker) {
		this.broker = broker;
		this.topic = broker.topics().createNew("orders", 1);
		this.deadLetters = this.topic + "-" + group() + "-dlt";
		this.offsets = new CommittedOffsets(broker);
	}

	@AfterEach
	void closeOffsets() {
		this.offsets.close();
	}

	private String group() {
		return "g" + this.topic.substring(this.topic.length() - 8);
	}

	private ApplicationContextRunner contexts(Handler handler) {
		return ListenerContexts.in(this.broker, this.directory)
			.withBean(Handler.class, () -> handler)
			.withPropertyValues("test.topic=" + this.topic, "robust.kafka.listeners.payments.group-id=" + group(),
					"robust.kafka.listener.retry.backoff.jitter=0", "robust.kafka.listener.retry.backoff.delay=300ms",
					"robust.kafka.listener.drain-timeout=2s");
	}

	private void send(String key, String value) {
		try (Producing producing = new Producing(this.broker)) {
			producing.send(this.topic, key, value);
		}
	}

	private void awaitCommitted(long count) {
		await().atMost(PATIENCE).until(() -> this.offsets.sum(group(), this.topic) == count);
	}

	@Test
	void aMissingRetryTopicHoldsBackItsRecordAloneUntilItIsThere() {
		Handler handler = new Handler((order) -> {
			if (order.value().equals("bad") && order.topic().equals(this.topic)) {
				throw new IllegalStateException("once");
			}
		});
		contexts(handler)
			.withPropertyValues("robust.kafka.listener.retry.topics.mode=leave",
					"robust.kafka.listener.retry.attempts=2")
			.run((context) -> {
				send("a", "first");
				send("b", "bad");
				send("b", "after bad");
				for (int i = 0; i < 20; i++) {
					send("c", "more " + i);
				}
				await().atMost(PATIENCE).until(() -> handler.handled.contains("more 19"));
				awaitCommitted(1);
				assertThat(handler.handled).as("its key waits").doesNotContain("after bad", "bad");
				this.broker.topics().create(this.topic + "-" + group() + "-retry-0", 1);
				await().atMost(PATIENCE).until(() -> handler.handled.contains("bad"));
				awaitCommitted(23);
				assertThat(handler.handled).contains("after bad").hasSize(23).doesNotHaveDuplicates();
			});
	}

	@Test
	void aDeletedRetryTopicThatComesBackWithFewerPartitionsTakesRecordsOfAllPartitions() {
		this.broker.topics().addPartitions(this.topic, 4);
		Handler handler = new Handler((order) -> {
			if (order.value().startsWith("bad") && order.topic().equals(this.topic)) {
				throw new IllegalStateException("once");
			}
		});
		contexts(handler).withPropertyValues("robust.kafka.listener.retry.attempts=2").run((context) -> {
			send("a", "first");
			await().atMost(PATIENCE).until(() -> handler.handled.contains("first"));
			String retry = this.topic + "-" + group() + "-retry-0";
			this.broker.topics().delete(retry);
			for (int i = 0; i < 20; i++) {
				send("k" + i, "bad " + i);
			}
			await().atMost(PATIENCE).until(() -> handler.calls.size() == 21);
			this.broker.topics().create(retry, 1);
			await().atMost(PATIENCE).until(() -> handler.handled.size() == 21);
			awaitCommitted(21);
		});
	}

	@Test
	void aForwardEndsWithItsPartitionAndTheNextOwnerForwardsTheRecord() {
		Handler handler = new Handler((order) -> {
			if (order.value().equals("bad") && order.topic().equals(this.topic)) {
				throw new IllegalStateException("once");
			}
		});
		contexts(handler)
			.withPropertyValues("robust.kafka.listener.retry.topics.mode=leave",
					"robust.kafka.listener.retry.attempts=2", "robust.kafka.listener.drain-timeout=300ms")
			.run((context) -> {
				send("k", "bad");
				send("k", "after bad");
				RunningListener listener = context.getBean(RobustListeners.class).all().iterator().next();
				for (int assignment = 1; assignment <= 3; assignment++) {
					int calls = assignment;
					await().atMost(PATIENCE).until(() -> handler.calls.size() == calls);
					listener.containers().forEach(MessageListenerContainer::stop);
					listener.containers().forEach(MessageListenerContainer::start);
				}
				await().atMost(PATIENCE).until(() -> handler.calls.size() == 4);
				String retry = this.topic + "-" + group() + "-retry-0";
				this.broker.topics().create(retry, 1);
				awaitCommitted(2);
				await().atMost(PATIENCE).until(() -> handler.handled.size() == 2);
				assertThat(handler.handled).containsExactlyInAnyOrder("bad", "after bad");
				assertThat(TopicReader.read(this.broker, retry).records()).hasSize(1);
			});
	}

	@Test
	void aDeadLetterTopicThatIsTooNarrowForTheReasonGetsTheRecordWithoutIt() {
		this.broker.topics().create(this.deadLetters, 1, Map.of("max.message.bytes", "1200"));
		contexts(Handler.failing()).withPropertyValues("robust.kafka.listener.retry.attempts=1").run((context) -> {
			send("a", "x".repeat(300));
			awaitCommitted(1);
			ConsumerRecord<byte[], byte[]> letter = TopicReader.read(this.broker, this.deadLetters).records().get(0);
			assertThat(letter.value()).hasSize(300);
			assertThat(letter.headers().lastHeader(KafkaHeaders.EXCEPTION_FQCN)).isNotNull();
			assertThat(letter.headers().lastHeader(KafkaHeaders.EXCEPTION_STACKTRACE)).isNull();
		});
	}

	@Test
	void aDeadLetterTopicThatRefusesARecordHoldsItBackUntilItsLimitIsRaised() {
		this.broker.topics().create(this.deadLetters, 1, Map.of("max.message.bytes", "1200"));
		Handler handler = new Handler((order) -> {
			if (order.key().equals("bad")) {
				throw new IllegalStateException("never");
			}
		});
		contexts(handler).withPropertyValues("robust.kafka.listener.retry.attempts=1").run((context) -> {
			send("bad", "x".repeat(5000));
			for (int i = 0; i < 20; i++) {
				send("good", "more " + i);
			}
			await().atMost(PATIENCE).until(() -> handler.handled.size() == 20);
			assertThat(this.offsets.sum(group(), this.topic)).isZero();
			assertThat(TopicReader.read(this.broker, this.deadLetters).records()).isEmpty();
			this.broker.topics().configure(this.deadLetters, "max.message.bytes", "100000");
			awaitCommitted(21);
			assertThat(TopicReader.read(this.broker, this.deadLetters).records()).hasSize(1);
			assertThat(handler.calls).as("it was not handled again").hasSize(21);
		});
	}

	@Test
	void aHandlerThatNeverReturnsHoldsUpNeitherOtherKeysNorAStop() throws Exception {
		CountDownLatch never = new CountDownLatch(1);
		Handler handler = new Handler((order) -> {
			if (order.key().equals("stuck")) {
				never.await();
			}
		});
		try (Member member = Member.start(contexts(handler))) {
			send("stuck", "stuck");
			for (int i = 0; i < 100; i++) {
				send("k" + i % 5, "more " + i);
			}
			await().atMost(PATIENCE).until(() -> handler.handled.size() == 100);
			assertThat(member.closeTimed()).isBetween(Duration.ofMillis(1900), Duration.ofSeconds(8));
		}
		assertThat(this.offsets.sum(group(), this.topic)).isZero();
		Handler second = new Handler((order) -> {
		});
		contexts(second).run((context) -> {
			awaitCommitted(101);
			assertThat(second.handled).as("the others are in the inbox").containsExactly("stuck");
		});
		never.countDown();
	}

	@Test
	void aHandlerThatLeavesAnInterruptBehindHoldsUpNothing() {
		Handler handler = new Handler((order) -> {
			assertThat(Thread.currentThread().isInterrupted()).as("interrupt of another record").isFalse();
			Thread.currentThread().interrupt();
			if (order.value().endsWith("7")) {
				throw new IllegalStateException("interrupted");
			}
		});
		contexts(handler)
			.withPropertyValues("robust.kafka.listener.deduplication.enabled=false",
					"robust.kafka.listener.retry.attempts=1")
			.run((context) -> {
				for (int i = 0; i < 60; i++) {
					send("k" + i % 3, "order " + i);
				}
				awaitCommitted(60);
				assertThat(handler.calls).hasSize(60);
				assertThat(TopicReader.read(this.broker, this.deadLetters).records()).hasSize(6);
			});
	}

	static class Handler {

		final Queue<String> handled = new ConcurrentLinkedQueue<>();

		final Queue<String> calls = new ConcurrentLinkedQueue<>();

		final Map<String, Integer> attempts = new ConcurrentHashMap<>();

		private final Handling handling;

		Handler(Handling handling) {
			this.handling = handling;
		}

		static Handler failing() {
			return new Handler((order) -> {
				throw new IllegalStateException("no funds");
			});
		}

		@RobustListener(id = "payments", topics = "${test.topic}")
		void charge(ConsumerRecord<String, String> order) throws Exception {
			this.calls.add(String.valueOf(order.value()));
			this.attempts.merge(String.valueOf(order.value()), 1, Integer::sum);
			this.handling.handle(order);
			this.handled.add(String.valueOf(order.value()));
		}

	}

	/**
	 * What a handler does.
	 */
	@FunctionalInterface
	interface Handling {

		void handle(ConsumerRecord<String, String> order) throws Exception;

	}

}
