package io.github.robustkafka.listener;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.github.robustkafka.broker.BrokerProcess;
import io.github.robustkafka.broker.TopicReader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The broker is killed or hangs while a listener handles, forwards and commits.
 */
class BrokerOutageListenerIntegrationTests {

	private static final Logger logger = LoggerFactory.getLogger(BrokerOutageListenerIntegrationTests.class);

	private static final int KILLS = Integer.getInteger("robust.kills.broker", 1);

	private static final int RECORDS = 300 * KILLS;

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	@TempDir
	static Path directory;

	private static BrokerProcess broker;

	@BeforeAll
	static void startBroker() {
		broker = BrokerProcess.in(directory.resolve("broker")).start();
	}

	@AfterAll
	static void closeBroker() {
		broker.close();
	}

	@Test
	void nothingIsLostWhenTheBrokerIsKilledBetweenForwardAndCommit() {
		String topic = broker.topics().createNew("orders", 3);
		contexts(topic).run((context) -> {
			Handler handler = context.getBean(Handler.class);
			try (Producing producing = new Producing(broker)) {
				for (int i = 0; i < RECORDS; i++) {
					producing.send(topic, "k" + i % 30, Integer.toString(i));
				}
			}
			for (int kill = 1; kill <= KILLS; kill++) {
				int enough = 150 * kill;
				await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(() -> handler.calls.size() > enough);
				broker.kill();
				broker.start();
			}
			assertAllFinished(topic, handler);
		});
	}

	@Test
	@Tag("slow")
	void aTailIsCommittedAlsoAfterTheBrokerWasAwayForLongerThanACommitWaits() {
		String topic = broker.topics().createNew("orders", 1);
		contexts(topic)
			.withPropertyValues("spring.kafka.consumer.properties[default.api.timeout.ms]=2000",
					"spring.kafka.consumer.properties[request.timeout.ms]=1500")
			.run((context) -> {
				Handler handler = context.getBean(Handler.class);
				handler.delayMillis = 700;
				try (Producing producing = new Producing(broker);
						CommittedOffsets offsets = new CommittedOffsets(broker)) {
					producing.send(topic, "k", "1");
					await().atMost(PATIENCE).until(() -> offsets.sum("payments", topic) == 1);
					producing.send(topic, "k", "2");
					await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(() -> handler.calls.size() == 2);
					broker.kill();
					await().atMost(PATIENCE).during(Duration.ofSeconds(6)).until(() -> true);
					broker.start();
					await().atMost(PATIENCE).until(() -> offsets.sum("payments", topic) == 2);
					logger.info("After the outage: {} calls for 2 records", handler.calls.size());
				}
			});
	}

	private static ApplicationContextRunner contexts(String topic) {
		return ListenerContexts.in(broker, directory)
			.withBean(Handler.class)
			.withPropertyValues("test.topic=" + topic, "robust.kafka.outbox.path=" + directory.resolve(topic + ".db"),
					"robust.kafka.listener.deduplication.enabled=false", "robust.kafka.listener.retry.attempts=2",
					"robust.kafka.listener.retry.backoff.delay=300ms");
	}

	private static void assertAllFinished(String topic, Handler handler) {
		try (CommittedOffsets offsets = new CommittedOffsets(broker)) {
			await().atMost(PATIENCE).until(() -> offsets.sum("payments", topic) == RECORDS);
			await().atMost(PATIENCE)
				.until(() -> offsets.sum("payments-retry", topic + "-payments-retry-0") == TopicReader
					.read(broker, topic + "-payments-retry-0")
					.records()
					.size());
		}
		Set<String> letters = new HashSet<>();
		TopicReader.read(broker, topic + "-payments-dlt")
			.records()
			.forEach((record) -> letters.add(new String(record.value())));
		Set<String> handled = new HashSet<>(handler.handled);
		logger.info("{} records: {} calls, {} handled, {} different ones, {} dead letters", RECORDS,
				handler.calls.size(), handler.handled.size(), handled.size(), letters.size());
		handled.addAll(letters);
		assertThat(handled).hasSize(RECORDS);
		assertThat(letters).hasSize(RECORDS / 10);
	}

	static class Handler {

		final Queue<String> calls = new ConcurrentLinkedQueue<>();

		final Queue<String> handled = new ConcurrentLinkedQueue<>();

		volatile int delayMillis = 5;

		@RobustListener(id = "payments", topics = "${test.topic}")
		void charge(ConsumerRecord<String, String> order) {
			this.calls.add(order.value());
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(this.delayMillis));
			int number = Integer.parseInt(order.value());
			boolean once = number % 5 == 0 && !order.topic().contains("-retry-");
			if (once || number % 10 == 0) {
				throw new IllegalStateException("no funds");
			}
			this.handled.add(order.value());
		}

	}

}
