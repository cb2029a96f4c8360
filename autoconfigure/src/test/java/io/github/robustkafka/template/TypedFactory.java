package io.github.robustkafka.template;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;

import org.springframework.kafka.core.ProducerFactory;

/**
 * A producer factory of an application, without a broker.
 */
class TypedFactory implements ProducerFactory<String, String> {

	final MockProducer<String, String> producer = new MockProducer<>(true, null, new StringSerializer(),
			new StringSerializer());

	final Map<String, Object> config = new HashMap<>();

	TypedFactory() {
		this.config.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:1");
	}

	@Override
	public Producer<String, String> createProducer() {
		return this.producer;
	}

	@Override
	public Map<String, Object> getConfigurationProperties() {
		return this.config;
	}

	@Override
	public Supplier<Serializer<String>> getKeySerializerSupplier() {
		return StringSerializer::new;
	}

	@Override
	public Supplier<Serializer<String>> getValueSerializerSupplier() {
		return StringSerializer::new;
	}

}
