package io.github.robustkafka.sample.demo.received;

import java.time.Duration;
import java.util.Map;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Sends records to their topic again, with the same record id, as a sender does that was
 * killed before it heard that Kafka has them. A copy that an outage prevents is not
 * missed.
 */
final class Copies implements AutoCloseable {

	/** Sets copies apart from what the template itself has sent twice. */
	private static final String MARK = "demo-copy";

	private static final int MAX_WAIT_MILLIS = 500;

	private final KafkaProducer<String, String> producer;

	Copies(String broker) {
		this.producer = new KafkaProducer<>(
				Map.of("bootstrap.servers", broker, "client.id", "demo-copies", "max.block.ms", MAX_WAIT_MILLIS),
				new StringSerializer(), new StringSerializer());
	}

	static boolean isCopy(ConsumerRecord<?, ?> record) {
		return record.headers().lastHeader(MARK) != null;
	}

	void send(ConsumerRecord<String, String> record) {
		Headers headers = new RecordHeaders(record.headers()).add(MARK, new byte[0]);
		this.producer
			.send(new ProducerRecord<>(record.topic(), record.partition(), record.key(), record.value(), headers));
	}

	@Override
	public void close() {
		this.producer.close(Duration.ZERO);
	}

}
