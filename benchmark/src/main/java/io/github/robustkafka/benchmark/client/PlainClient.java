package io.github.robustkafka.benchmark.client;

import java.util.HashMap;
import java.util.Map;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;

/**
 * What is compared with: Kafka's own clients, as safe on the broker's side as the relay
 * (acknowledged by all, idempotent), each set up for what it does here.
 */
public final class PlainClient implements AutoCloseable {

	private final DefaultKafkaProducerFactory<byte[], byte[]> blocking;

	private final Producer<byte[], byte[]> asynchronous;

	/**
	 * Creates the clients.
	 * @param address where the broker is
	 */
	public PlainClient(String address) {
		this.blocking = new DefaultKafkaProducerFactory<>(settings(address, 0, 16 * 1024));
		this.asynchronous = new KafkaProducer<>(settings(address, 5, 64 * 1024));
	}

	private static Map<String, Object> settings(String address, int linger, int batch) {
		Map<String, Object> settings = new HashMap<>();
		settings.put("bootstrap.servers", address);
		settings.put("acks", "all");
		settings.put("enable.idempotence", true);
		settings.put("linger.ms", linger);
		settings.put("batch.size", batch);
		settings.put("key.serializer", ByteArraySerializer.class);
		settings.put("value.serializer", ByteArraySerializer.class);
		return settings;
	}

	/**
	 * Returns a template for callers that wait for each record, without linger.
	 * @return the template
	 */
	public KafkaTemplate<byte[], byte[]> blocking() {
		return new KafkaTemplate<>(this.blocking);
	}

	/**
	 * Returns a producer for many records at once, with linger and larger batches.
	 * @return the producer
	 */
	public Producer<byte[], byte[]> asynchronous() {
		return this.asynchronous;
	}

	@Override
	public void close() {
		this.blocking.destroy();
		this.asynchronous.close();
	}

}
