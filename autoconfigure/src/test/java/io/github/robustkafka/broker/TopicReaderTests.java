package io.github.robustkafka.broker;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TopicReader}.
 */
@ExtendWith(BrokerExtension.class)
class TopicReaderTests {

	private BrokerProcess broker;

	private String topic;

	@BeforeEach
	void createTopic(BrokerProcess broker) {
		this.broker = broker;
		this.topic = broker.topics().createNew("read", 3);
	}

	@Test
	void emptyTopicHasNoRecords() {
		assertThat(TopicReader.read(this.broker, this.topic).records()).isEmpty();
	}

	@Test
	void readsAllPartitionsWithKeysValuesAndHeaders() {
		try (KafkaProducer<String, String> producer = producer(Map.of())) {
			ProducerRecord<String, String> record = new ProducerRecord<>(this.topic, 2, null, "value");
			record.headers().add("h", new byte[] { 1 });
			producer.send(record);
			producer.send(new ProducerRecord<>(this.topic, 0, "key", null));
		}
		List<String> read = TopicReader.read(this.broker, this.topic)
			.records()
			.stream()
			.map((record) -> "%d %s %s %d".formatted(record.partition(), text(record.key()), text(record.value()),
					record.headers().toArray().length))
			.toList();
		assertThat(read).containsExactlyInAnyOrder("2 null value 1", "0 key null 0");
	}

	@Test
	void comparesWithWhatWasSent() throws Exception {
		try (TextProducer producer = new TextProducer(this.broker.clientProperties())) {
			producer.sendAndWait(this.topic, 3000);
			DeliveryReport report = TopicReader.read(this.broker, this.topic).compareWith(producer.sent());
			assertThat(report).isEqualTo(new DeliveryReport(3000, 3000, List.of(), List.of(), List.of(), List.of()));
			assertThat(TopicReader.compare(this.broker, this.topic, producer.sent())).isEqualTo(report);
		}
	}

	@Test
	void abortedRecordsAreLeftOut() {
		try (KafkaProducer<String, String> producer = producer(Map.of("transactional.id", this.topic))) {
			producer.initTransactions();
			producer.beginTransaction();
			producer.send(new ProducerRecord<>(this.topic, 0, "k", "aborted 1"));
			producer.flush();
			producer.abortTransaction();
			producer.beginTransaction();
			producer.send(new ProducerRecord<>(this.topic, 0, "k", "committed 2"));
			producer.commitTransaction();
		}
		assertThat(TopicReader.read(this.broker, this.topic).records()).map((record) -> text(record.value()))
			.containsExactly("committed 2");
	}

	private KafkaProducer<String, String> producer(Map<String, Object> more) {
		Map<String, Object> properties = new HashMap<>(this.broker.clientProperties());
		properties.putAll(more);
		return new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer());
	}

	private static String text(byte[] bytes) {
		return (bytes != null) ? new String(bytes, StandardCharsets.UTF_8) : "null";
	}

}
