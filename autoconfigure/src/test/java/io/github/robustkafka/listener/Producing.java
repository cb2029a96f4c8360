package io.github.robustkafka.listener;

import java.util.HashMap;
import java.util.Map;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

import io.github.robustkafka.broker.BrokerProcess;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Sends records to a broker and waits for its answer.
 */
final class Producing implements AutoCloseable {

	private final KafkaProducer<byte[], byte[]> producer;

	Producing(BrokerProcess broker) {
		Map<String, Object> properties = new HashMap<>(broker.clientProperties());
		// On a topic that is new the broker can take the second request of several and
		// not
		// the first, and then refuses the first for ever.
		properties.put("max.in.flight.requests.per.connection", 1);
		this.producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
	}

	void send(ProducerRecord<byte[], byte[]> record) {
		this.producer.send(record);
	}

	void send(String topic, @Nullable String key, String value) {
		send(new ProducerRecord<>(topic, bytes(key), bytes(value)));
	}

	static byte @Nullable [] bytes(@Nullable String text) {
		return (text != null) ? text.getBytes(UTF_8) : null;
	}

	@Override
	public void close() {
		this.producer.flush();
		this.producer.close();
	}

}
