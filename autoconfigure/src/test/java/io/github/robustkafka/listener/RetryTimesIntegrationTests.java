package io.github.robustkafka.listener;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.robustkafka.broker.BrokerExtension;
import io.github.robustkafka.broker.BrokerProcess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * When records are tried again: never too early, and how late.
 */
@ExtendWith(BrokerExtension.class)
class RetryTimesIntegrationTests {

	private static final Logger logger = LoggerFactory.getLogger(RetryTimesIntegrationTests.class);

	private static final int RECORDS = Integer.getInteger("robust.retried", 100);

	private static final long[] DELAYS = { 300, 600, 1200 };

	@TempDir
	private Path directory;

	@Test
	void noRecordIsTriedAgainEarlyAndAllAreTriedExactlyAsOftenAsConfigured(BrokerProcess broker) {
		String topic = broker.topics().createNew("orders", 4);
		ListenerContexts.in(broker, this.directory)
			.withBean(Failing.class)
			.withPropertyValues("test.topic=" + topic, "robust.kafka.listener.retry.attempts=4",
					"robust.kafka.listener.retry.backoff.jitter=0", "robust.kafka.listener.retry.backoff.delay=300ms",
					"robust.kafka.listener.retry.backoff.multiplier=2")
			.run((context) -> {
				Failing failing = context.getBean(Failing.class);
				try (Producing producing = new Producing(broker);
						CommittedOffsets offsets = new CommittedOffsets(broker)) {
					warmUp(failing, producing, topic);
					for (int i = 0; i < RECORDS; i++) {
						producing.send(topic, "k" + i, "order " + i);
					}
					await().atMost(Duration.ofSeconds(30))
						.until(() -> failing.calls.values().stream().mapToInt(List::size).sum() == 4 * RECORDS);
					await().atMost(Duration.ofSeconds(10)).until(() -> offsets.sum("payments", topic) == RECORDS + 1);
				}
				assertThat(failing.calls.values()).allSatisfy((calls) -> assertThat(calls).hasSize(4));
				for (int tier = 0; tier < DELAYS.length; tier++) {
					assertLate(failing, tier);
				}
			});
	}

	/** The first record waits for connections and for the group of the retry topics. */
	private static void warmUp(Failing failing, Producing producing, String topic) {
		producing.send(topic, "k", "first");
		await().atMost(Duration.ofSeconds(30)).until(() -> failing.calls.getOrDefault("first", List.of()).size() == 4);
		failing.calls.clear();
	}

	private static void assertLate(Failing failing, int tier) {
		List<Long> late = new ArrayList<>();
		failing.calls.values()
			.forEach((calls) -> late.add(calls.get(tier + 1).millis - calls.get(tier).millis - DELAYS[tier]));
		Collections.sort(late);
		logger.info("Tier of {} ms: {} records late by {} ms at least, {} ms in the middle, {} ms at most",
				DELAYS[tier], late.size(), late.get(0), late.get(late.size() / 2), late.get(late.size() - 1));
		assertThat(late.get(0)).as("never early").isNotNegative();
		assertThat(late.get(late.size() / 2)).as("late in the middle").isLessThan(1000);
	}

	record Call(String topic, long millis) {
	}

	static class Failing {

		final Map<String, List<Call>> calls = new ConcurrentHashMap<>();

		@RobustListener(id = "payments", topics = "${test.topic}")
		void charge(ConsumerRecord<String, String> order) {
			this.calls.computeIfAbsent(order.value(), (value) -> Collections.synchronizedList(new ArrayList<>()))
				.add(new Call(order.topic(), System.currentTimeMillis()));
			throw new IllegalStateException("no funds");
		}

	}

}
