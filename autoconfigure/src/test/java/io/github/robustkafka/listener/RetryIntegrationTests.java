package io.github.robustkafka.listener;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.kafka.support.KafkaHeaders;

import io.github.robustkafka.RobustKafkaStartException;
import io.github.robustkafka.broker.BrokerExtension;
import io.github.robustkafka.broker.BrokerProcess;
import io.github.robustkafka.broker.TopicReader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What becomes of records whose handler throws, with a real broker.
 */
@ExtendWith(BrokerExtension.class)
class RetryIntegrationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final byte[] NOT_UTF_8 = { (byte) 0xc3, 0x28, 0 };

	@TempDir
	private Path directory;

	private String topic = "";

	private ApplicationContextRunner contexts(BrokerProcess broker, int partitions) {
		this.topic = broker.topics().createNew("orders", partitions);
		return ListenerContexts.in(broker, this.directory)
			.withPropertyValues("test.topic=" + this.topic, "robust.kafka.listener.retry.backoff.jitter=0");
	}

	@Test
	void aRecordIsTriedAtTheConfiguredTimesAndThenBecomesADeadLetter(BrokerProcess broker) {
		contexts(broker, 2).withBean(Failing.class)
			.withPropertyValues("robust.kafka.listeners.payments.retry.attempts=3",
					"robust.kafka.listeners.payments.retry.blocking.attempts=2",
					"robust.kafka.listeners.payments.retry.blocking.delay=200ms",
					"robust.kafka.listeners.payments.retry.backoff.delay=700ms",
					"robust.kafka.listeners.payments.retry.backoff.multiplier=2")
			.run((context) -> {
				Failing failing = context.getBean(Failing.class);
				try (Producing producing = new Producing(broker)) {
					ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(this.topic, 1, 1234567890123L,
							Producing.bytes("table 4"), NOT_UTF_8);
					record.headers().add("b", NOT_UTF_8).add("a", null).add("b", new byte[0]);
					producing.send(record);
				}
				String deadLetters = this.topic + "-payments-dlt";
				await().atMost(PATIENCE)
					.until(() -> context.getBean(RobustListeners.class)
						.all()
						.iterator()
						.next()
						.state()
						.unfinished() == 0 && failing.calls.size() == 4);
				await().atMost(PATIENCE).until(() -> TopicReader.read(broker, deadLetters).records().size() == 1);
				assertThat(failing.calls).extracting(Call::number).containsExactly(1, 2, 3, 4);
				assertThat(failing.gaps()).satisfiesExactly((gap) -> assertThat(gap).isBetween(200L, 700L),
						(gap) -> assertThat(gap).isBetween(700L, 1700L),
						(gap) -> assertThat(gap).isBetween(1400L, 2400L));
				assertOriginal(TopicReader.read(broker, deadLetters).records().get(0));
			});
	}

	private void assertOriginal(ConsumerRecord<byte[], byte[]> letter) {
		assertThat(letter.partition()).isEqualTo(1);
		assertThat(letter.timestamp()).isEqualTo(1234567890123L);
		assertThat(letter.key()).isEqualTo(Producing.bytes("table 4"));
		assertThat(letter.value()).isEqualTo(NOT_UTF_8);
		List<Header> own = new ArrayList<>();
		letter.headers().forEach((header) -> {
			if (header.key().length() == 1) {
				own.add(header);
			}
		});
		assertThat(own).extracting(Header::key).containsExactly("b", "a", "b");
		assertThat(own).extracting(Header::value).containsExactly(NOT_UTF_8, null, new byte[0]);
		assertThat(letter.headers().lastHeader(KafkaHeaders.ORIGINAL_TOPIC).value())
			.isEqualTo(Producing.bytes(this.topic));
		assertThat(ByteBuffer.wrap(letter.headers().lastHeader(KafkaHeaders.ORIGINAL_PARTITION).value()).getInt())
			.isEqualTo(1);
		assertThat(ByteBuffer.wrap(letter.headers().lastHeader(KafkaHeaders.ORIGINAL_OFFSET).value()).getLong())
			.isZero();
		assertThat(new String(letter.headers().lastHeader(KafkaHeaders.EXCEPTION_FQCN).value()))
			.isEqualTo(IllegalStateException.class.getName());
		assertThat(new String(letter.headers().lastHeader(KafkaHeaders.EXCEPTION_MESSAGE).value()))
			.isEqualTo("no funds");
		for (Header header : letter.headers()) {
			if (header.key().startsWith("kafka_") || header.key().startsWith("retry_")) {
				assertThat(letter.headers().headers(header.key())).hasSize(1);
			}
		}
	}

	@Test
	void aRecordThatFailsDoesNotHoldUpOthersAndNothingIsHandledTwice(BrokerProcess broker) {
		ApplicationContextRunner contexts = contexts(broker, 3).withBean(FailingOnce.class)
			.withPropertyValues("robust.kafka.listeners.payments.retry.backoff.delay=500ms");
		contexts.run((context) -> {
			FailingOnce failing = context.getBean(FailingOnce.class);
			try (Producing producing = new Producing(broker)) {
				for (int i = 0; i < 300; i++) {
					producing.send(this.topic, "k" + i % 7, "order " + i);
				}
			}
			await().atMost(PATIENCE).until(() -> failing.handled.size() >= 300);
			assertThat(failing.handled).doesNotHaveDuplicates().hasSize(300);
		});
		contexts.run((context) -> {
			try (Producing producing = new Producing(broker)) {
				producing.send(this.topic, "k", "last");
			}
			FailingOnce failing = context.getBean(FailingOnce.class);
			await().atMost(PATIENCE).until(() -> failing.handled.contains("last"));
			assertThat(failing.handled).as("all others were committed").containsExactly("last");
		});
	}

	@Test
	void aHandlerOfDeadLettersGetsThem(BrokerProcess broker) {
		contexts(broker, 1).withBean(WithDeadLetters.class)
			.withPropertyValues("robust.kafka.listeners.payments.retry.attempts=1")
			.run((context) -> {
				try (Producing producing = new Producing(broker)) {
					producing.send(this.topic, "k", "bad");
				}
				WithDeadLetters listener = context.getBean(WithDeadLetters.class);
				await().atMost(PATIENCE).until(() -> listener.letters.contains("bad"));
				assertThat(listener.letters).hasSize(1);
			});
	}

	@Test
	void aHandlerThatTheConfigurationNamesGetsDeadLetters(BrokerProcess broker) {
		contexts(broker, 1).withBean(Failing.class)
			.withBean("failures", Failures.class)
			.withPropertyValues("robust.kafka.listeners.payments.retry.attempts=1",
					"robust.kafka.listeners.payments.dead-letter.handler=failures#handle")
			.run((context) -> {
				try (Producing producing = new Producing(broker)) {
					producing.send(this.topic, "k", "bad");
				}
				Failures failures = context.getBean(Failures.class);
				await().atMost(PATIENCE).until(() -> failures.letters.contains("bad"));
				assertThat(failures.letters).hasSize(1);
			});
	}

	@Test
	void aHandlerOfDeadLettersThatIsNotThereIsRefused(BrokerProcess broker) {
		contexts(broker, 1).withBean(Failing.class)
			.withPropertyValues("robust.kafka.listeners.payments.dead-letter.handler=failures#handle")
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(RobustKafkaStartException.class)
				.hasMessageContaining("robust.kafka.listeners.payments.dead-letter.handler")
				.hasMessageContaining("failures#handle"));
	}

	record Call(int number, long nanos) {

	}

	static class Failing {

		final ConcurrentLinkedQueue<Call> calls = new ConcurrentLinkedQueue<>();

		@RobustListener(id = "payments", topics = "${test.topic}")
		void charge(ConsumerRecord<String, String> order) {
			int number = ByteBuffer.wrap(order.headers().lastHeader(KafkaHeaders.DELIVERY_ATTEMPT).value()).getInt();
			this.calls.add(new Call(number, System.nanoTime()));
			throw new IllegalStateException("no funds");
		}

		List<Long> gaps() {
			List<Call> all = List.copyOf(this.calls);
			List<Long> gaps = new ArrayList<>();
			for (int i = 1; i < all.size(); i++) {
				gaps.add((all.get(i).nanos - all.get(i - 1).nanos) / 1_000_000);
			}
			return gaps;
		}

	}

	static class FailingOnce {

		final ConcurrentLinkedQueue<String> handled = new ConcurrentLinkedQueue<>();

		private final Map<String, Boolean> failed = new java.util.concurrent.ConcurrentHashMap<>();

		@RobustListener(id = "payments", topics = "${test.topic}")
		void charge(String order) {
			if (order.endsWith("5") && this.failed.put(order, true) == null) {
				throw new IllegalStateException("once");
			}
			this.handled.add(order);
		}

	}

	static class WithDeadLetters {

		final ConcurrentLinkedQueue<String> letters = new ConcurrentLinkedQueue<>();

		@RobustListener(id = "payments", topics = "${test.topic}")
		void charge(String order) {
			throw new IllegalStateException("no funds");
		}

		@RobustDltHandler
		void letter(String order) {
			this.letters.add(order);
		}

	}

	static class Failures {

		final ConcurrentLinkedQueue<String> letters = new ConcurrentLinkedQueue<>();

		void handle(String order) {
			this.letters.add(order);
		}

	}

}
