package io.github.robustkafka.broker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * A plain producer that remembers what it sent.
 */
final class TextProducer implements AutoCloseable {

	private final KafkaProducer<String, String> producer;

	private final List<SentRecord> sent = new ArrayList<>();

	TextProducer(Map<String, Object> clientProperties) {
		Map<String, Object> properties = new HashMap<>(clientProperties);
		// A new topic can take the second of two requests alone, and then refuses the
		// first for ever.
		properties.put("max.in.flight.requests.per.connection", 1);
		properties.put("reconnect.backoff.max.ms", 100);
		// Otherwise it forgets its metadata in an outage, and send waits for
		// max.block.ms.
		properties.put("metadata.recovery.strategy", "none");
		properties.putIfAbsent("max.block.ms", 20_000);
		this.producer = new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer());
	}

	/**
	 * Sends records with keys k0 to k9 and numbers that go on.
	 */
	List<Future<RecordMetadata>> send(String topic, int count) {
		List<Future<RecordMetadata>> futures = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			SentRecord record = new SentRecord("k" + i % 10, this.sent.size());
			this.sent.add(record);
			futures.add(this.producer.send(new ProducerRecord<>(topic, record.key(), "order " + record.sequence())));
		}
		return futures;
	}

	void sendAndWait(String topic, int count) throws Exception {
		await(send(topic, count));
	}

	static void await(List<Future<RecordMetadata>> futures)
			throws InterruptedException, ExecutionException, TimeoutException {
		for (Future<RecordMetadata> future : futures) {
			future.get(30, TimeUnit.SECONDS);
		}
	}

	List<SentRecord> sent() {
		return this.sent;
	}

	@Override
	public void close() {
		this.producer.close(Duration.ZERO);
	}

}
