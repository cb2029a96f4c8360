package io.github.robustkafka.deadletter;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.kafka.support.KafkaHeaders;

import io.github.robustkafka.dispatch.Ordering;
import io.github.robustkafka.listener.ListenerSettings;
import io.github.robustkafka.listener.TopicMode;
import io.github.robustkafka.retry.ExceptionRules;
import io.github.robustkafka.retry.ListenerRules;
import io.github.robustkafka.retry.RetrySettings;
import io.github.robustkafka.retry.TopicChain;
import io.github.robustkafka.retry.TopicChains;
import io.github.robustkafka.retry.TopicNaming;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ReplayRun}: two partitions of a dead-letter topic that two main topics
 * share.
 */
class ReplayRunTests {

	private static final TopicPartition FIRST = new TopicPartition("dlt", 0);

	private static final TopicPartition SECOND = new TopicPartition("dlt", 1);

	private static final long FAR = 30_000;

	private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");

	private final MockProducer<byte[], byte[]> producer = new MockProducer<>(true, null, new ByteArraySerializer(),
			new ByteArraySerializer());

	private int told;

	@BeforeEach
	void makeTopic() {
		Node[] nodes = {};
		this.consumer.updatePartitions("dlt", List.of(new PartitionInfo("dlt", 0, null, nodes, nodes),
				new PartitionInfo("dlt", 1, null, nodes, nodes)));
		this.consumer.updateBeginningOffsets(Map.of(FIRST, 0L, SECOND, 0L));
		this.consumer.updateEndOffsets(Map.of(FIRST, FAR + 1, SECOND, 1L));
	}

	private ReplayReport replay(ReplayOptions options) {
		RetrySettings retry = new RetrySettings(1, Duration.ZERO, 2, Duration.ofSeconds(1), 1, Duration.ofSeconds(1),
				0);
		TopicNaming names = new TopicNaming("{topic}-r-{index}", "dlt");
		ListenerRules rules = new ListenerRules("payments", "group",
				new TopicChains(List.of(new TopicChain("orders", retry, names, "group", true),
						new TopicChain("refunds", retry, names, "group", true))),
				new ExceptionRules(List.of()), Duration.ZERO);
		ListenerSettings listener = new ListenerSettings(rules,
				new ListenerSettings.Dispatch(Ordering.KEY, 1, 1, Duration.ZERO, null),
				new ListenerSettings.Container(null, true, null, new Properties()),
				new ListenerSettings.Topics(TopicMode.LEAVE, (short) -1), null);
		return new ReplayRun(new DeadLetterTopics(listener), ReplaySelection.all(), options,
				new DeadLetterReader(this.consumer), new ReplaySender(() -> this.producer), new HandTiming(),
				() -> this.told++)
			.run()
			.report("payments", options.dryRun());
	}

	/** What each partition has is known when it is assigned. */
	private void letters(List<ConsumerRecord<byte[], byte[]>> first, List<ConsumerRecord<byte[], byte[]>> second) {
		this.consumer.schedulePollTask(() -> first.forEach(this.consumer::addRecord));
		this.consumer.schedulePollTask(() -> second.forEach(this.consumer::addRecord));
	}

	private static ConsumerRecord<byte[], byte[]> letter(TopicPartition partition, long offset, String group,
			String topic) {
		Headers headers = new RecordHeaders();
		headers.add(KafkaHeaders.DLT_ORIGINAL_CONSUMER_GROUP, group.getBytes(UTF_8));
		headers.add(KafkaHeaders.ORIGINAL_TOPIC, topic.getBytes(UTF_8));
		headers.add(KafkaHeaders.ORIGINAL_PARTITION, new byte[] { 0, 0, 0, 0 });
		headers.add(KafkaHeaders.ORIGINAL_OFFSET, new byte[] { 0, 0, 0, 0, 0, 0, 0, 9 });
		return new ConsumerRecord<>(partition.topic(), partition.partition(), offset, 5, TimestampType.CREATE_TIME, 0,
				0, new byte[0], new byte[0], headers, Optional.empty());
	}

	@Test
	void aLetterThatCannotBeReplayedEndsItsPartitionOnly() {
		letters(List.of(letter(FIRST, 0, "group", "unknown"), letter(FIRST, FAR, "group", "orders")),
				List.of(letter(SECOND, 0, "group", "orders")));
		ReplayReport report = replay(ReplayOptions.DRY_RUN.forReal());
		assertThat(report.counts())
			.isEqualTo(new ReplayReport.Counts(1, 1, 0, Map.of("does not tell its main topic", 1)));
		assertThat(report.stopped()).contains("dlt-0@" + FAR, "at offset 0");
		assertThat(report.reached()).containsEntry("dlt-0", FAR).containsEntry("dlt-1", 1L);
	}

	@Test
	void lettersOfAnotherGroupHoldUpNothing() {
		letters(List.of(letter(FIRST, 0, "others", "orders"), letter(FIRST, FAR, "group", "orders")),
				List.of(letter(SECOND, 0, "group", "orders")));
		ReplayReport report = replay(ReplayOptions.DRY_RUN.forReal());
		assertThat(report.counts()).isEqualTo(new ReplayReport.Counts(2, 2, 0, Map.of("of another group", 1)));
		assertThat(report.stopped()).isNull();
		assertThat(this.told).isEqualTo(2);
	}

	@Test
	void aDryRunEndsWhereAReplayWould() {
		letters(List.of(letter(FIRST, 0, "group", "orders"), letter(FIRST, FAR, "group", "orders")),
				List.of(letter(SECOND, 0, "group", "orders")));
		ReplayReport report = replay(ReplayOptions.DRY_RUN);
		assertThat(report.counts().selected()).isEqualTo(3);
		assertThat(report.stopped()).isNull();
		assertThat(this.producer.history()).isEmpty();
		assertThat(this.told).isZero();
	}

}
