package io.github.robustkafka.runtime;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import io.github.robustkafka.broker.BrokerExtension;
import io.github.robustkafka.broker.BrokerProcess;
import io.github.robustkafka.broker.DeliveryReport;
import io.github.robustkafka.broker.SentRecord;
import io.github.robustkafka.broker.TopicReader;
import io.github.robustkafka.outbox.FailedRecord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a real broker refuses for good, and what it refuses for now.
 */
@ExtendWith(BrokerExtension.class)
class RefusedRecordsIntegrationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final Map<String, Object> NO_BROKER = Map.of("bootstrap.servers", "127.0.0.1:1");

	@TempDir
	private Path directory;

	private BrokerProcess broker;

	private RunningOutbox outbox;

	private final List<SentRecord> sent = new ArrayList<>();

	@BeforeEach
	void open(BrokerProcess broker) {
		this.broker = broker;
		this.outbox = RunningOutbox.open(this.directory.resolve("outbox.db"), broker.clientProperties());
	}

	@AfterEach
	void close() {
		this.outbox.close();
	}

	@Test
	void aRecordThatTheBrokerRefusesFailsAloneAndTheOthersKeepTheirOrder() {
		String topic = "compacted-" + System.nanoTime();
		this.broker.topics().create(topic, 3, Map.of("cleanup.policy", "compact"));
		for (int i = 0; i < 3; i++) {
			send(topic, 150);
			this.outbox.producer().send(new ProducerRecord<>(topic, null, "a compacted topic needs a key"));
		}
		send(topic, 150);
		this.outbox.awaitEmpty(PATIENCE);
		assertThat(TopicReader.compare(this.broker, topic, this.sent)).matches(DeliveryReport::isCompleteAndOrdered);
		assertThat(this.outbox.outbox().failedRecords().find(0, 10)).hasSize(3)
			.allSatisfy((record) -> assertThat(record.reason()).contains("InvalidRecordException"));
	}

	@Test
	void theFirstBatchOfANewProducerIsRefusedAndNothingOvertakesIt() {
		for (int round = 0; round < 3; round++) {
			String topic = "fresh-" + System.nanoTime();
			this.broker.topics().create(topic, 1, Map.of("cleanup.policy", "compact"));
			this.sent.clear();
			this.outbox.close();
			this.outbox = RunningOutbox.open(this.directory.resolve("outbox.db"), NO_BROKER);
			send(topic, 5);
			this.outbox.producer().send(new ProducerRecord<>(topic, null, "a compacted topic needs a key"));
			send(topic, 300);
			this.outbox.close();
			this.outbox = RunningOutbox.open(this.directory.resolve("outbox.db"), smallBatches());
			await().atMost(PATIENCE).until(() -> this.outbox.outbox().writer().pending() == 0);
			assertThat(TopicReader.compare(this.broker, topic, this.sent))
				.matches(DeliveryReport::isCompleteAndOrdered);
		}
	}

	@Test
	void aRefusalDuringCloseLetsNothingOvertake() {
		String topic = "closing-" + System.nanoTime();
		this.broker.topics().create(topic, 1, Map.of("cleanup.policy", "compact"));
		for (int round = 0; round < 3; round++) {
			send(topic, 50);
			this.outbox.producer().send(new ProducerRecord<>(topic, null, "a compacted topic needs a key"));
			send(topic, 100);
			this.outbox.close();
			this.outbox = RunningOutbox.open(this.directory.resolve("outbox.db"), this.broker.clientProperties());
		}
		await().atMost(PATIENCE).until(() -> this.outbox.outbox().writer().pending() == 0);
		assertThat(TopicReader.compare(this.broker, topic, this.sent)).matches(DeliveryReport::isCompleteAndOrdered);
	}

	@Test
	void aRecordTooLargeForItsTopicFailsAndCanBeRetriedWhenTheTopicAllowsIt() {
		String topic = "small-" + System.nanoTime();
		this.broker.topics().create(topic, 1, Map.of("max.message.bytes", "1000"));
		send(topic, 10);
		this.outbox.producer().send(new ProducerRecord<>(topic, "large", "order 99 " + "x".repeat(5000)));
		send(topic, 10);
		this.outbox.awaitEmpty(PATIENCE);
		List<FailedRecord> failed = this.outbox.outbox().failedRecords().find(0, 10);
		assertThat(failed).singleElement()
			.satisfies((record) -> assertThat(record.reason()).contains("RecordTooLargeException"));
		this.broker.topics().configure(topic, "max.message.bytes", "100000");
		assertThat(this.outbox.outbox().failedRecords().retryAll()).isEqualTo(1);
		await().atMost(PATIENCE).until(() -> this.outbox.outbox().writer().pending() == 0);
		this.sent.add(new SentRecord("large", 99));
		assertThat(TopicReader.compare(this.broker, topic, this.sent)).matches(DeliveryReport::isCompleteAndOrdered);
	}

	@Test
	void recordsOfAMissingTopicWaitForItAndHoldUpNobody() {
		String missing = "missing-" + System.nanoTime();
		String present = this.broker.topics().createNew("present", 1);
		send(missing, 50);
		List<SentRecord> sentToMissing = List.copyOf(this.sent);
		this.sent.clear();
		send(present, 50);
		await().atMost(PATIENCE).until(() -> this.outbox.outbox().writer().pending() == 50);
		assertThat(this.outbox.outbox().relayStatus().obstacles()).containsOnlyKeys(missing);
		this.broker.topics().create(missing, 2);
		this.outbox.awaitEmpty(PATIENCE);
		assertThat(TopicReader.compare(this.broker, missing, sentToMissing))
			.matches(DeliveryReport::isCompleteAndOrdered);
		assertThat(TopicReader.compare(this.broker, present, this.sent)).matches(DeliveryReport::isCompleteAndOrdered);
		assertThat(this.outbox.outbox().failedRecords().count()).isZero();
	}

	@Test
	void recordsForAPartitionThatComesLaterWaitForItAndHoldUpNobody() {
		String topic = this.broker.topics().createNew("growing", 1);
		for (int i = 0; i < 20; i++) {
			this.outbox.producer().send(new ProducerRecord<>(topic, 1, "late", "order " + i));
			this.outbox.producer().send(new ProducerRecord<>(topic, 0, "early", "order " + i));
		}
		await().atMost(PATIENCE).until(() -> this.outbox.outbox().writer().pending() == 20);
		this.broker.topics().addPartitions(topic, 2);
		this.outbox.awaitEmpty(PATIENCE);
		for (int i = 0; i < 20; i++) {
			this.sent.add(new SentRecord("late", i));
			this.sent.add(new SentRecord("early", i));
		}
		assertThat(TopicReader.compare(this.broker, topic, this.sent)).matches(DeliveryReport::isCompleteAndOrdered);
	}

	/** Several batches wait behind the refused one. */
	private Map<String, Object> smallBatches() {
		Map<String, Object> properties = new HashMap<>(this.broker.clientProperties());
		properties.put("batch.size", 2048);
		return properties;
	}

	private void send(String topic, int count) {
		int first = this.sent.size();
		for (int i = 0; i < count; i++) {
			this.sent.add(new SentRecord("k" + i % 10, first + i));
		}
		this.outbox.sendAll(topic, this.sent.subList(first, first + count));
	}

}
