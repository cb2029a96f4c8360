package io.github.robustkafka.autoconfigure;

import java.util.Map;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import io.github.robustkafka.deadletter.DeadLetterClients;
import io.github.robustkafka.listener.ListenerSettings;

/**
 * Clients configured as the application's own. Not a record: its text would show secrets
 * of the configuration.
 */
final class ApplicationDeadLetterClients implements DeadLetterClients {

	private final Map<String, Object> relay;

	private final Map<String, Object> consumer;

	ApplicationDeadLetterClients(Map<String, Object> relay, Map<String, Object> consumer) {
		this.relay = relay;
		this.consumer = consumer;
	}

	@Override
	public Consumer<byte[], byte[]> consumer(ListenerSettings listener, String group) {
		return new KafkaConsumer<>(ListenerClients.deadLetterConsumer(this.consumer, listener, group),
				new ByteArrayDeserializer(), new ByteArrayDeserializer());
	}

	@Override
	public Producer<byte[], byte[]> producer(ListenerSettings listener) {
		return new KafkaProducer<>(ListenerClients.deadLetterProducer(this.relay, this.consumer, listener),
				new ByteArraySerializer(), new ByteArraySerializer());
	}

}
