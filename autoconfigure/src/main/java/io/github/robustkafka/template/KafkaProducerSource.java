package io.github.robustkafka.template;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.kafka.core.ProducerFactory;

import io.github.robustkafka.relay.ProducerSource;

/**
 * Creates producers of bytes and tells the listeners of the application's factory, so
 * that they have metrics like all others. These tell producers apart by an id: a source
 * has one of its own, and one producer at a time.
 */
public final class KafkaProducerSource implements ProducerSource {

	private static final Logger logger = LoggerFactory.getLogger(KafkaProducerSource.class);

	private final String id;

	private final Map<String, Object> config;

	private final List<ProducerFactory.Listener<?, ?>> listeners;

	/**
	 * Creates the source.
	 * @param id id of its producers for the listeners of the factory
	 * @param config configuration of its producers
	 * @param factory the application's factory, for its listeners
	 */
	public KafkaProducerSource(String id, Map<String, Object> config, ProducerFactory<?, ?> factory) {
		this.id = id;
		this.config = new HashMap<>(config);
		this.listeners = new ArrayList<>(factory.getListeners());
	}

	@Override
	public Producer<byte[], byte[]> create() {
		Producer<byte[], byte[]> producer = new KafkaProducer<>(this.config, new ByteArraySerializer(),
				new ByteArraySerializer());
		this.listeners.forEach((listener) -> safely(() -> added(listener, producer)));
		return producer;
	}

	@Override
	public void closed(Producer<byte[], byte[]> producer) {
		this.listeners.forEach((listener) -> safely(() -> removed(listener, producer)));
	}

	private static void safely(Runnable call) {
		try {
			call.run();
		}
		catch (RuntimeException ex) {
			logger.warn("A listener of the ProducerFactory failed; the producer is used all the same.", ex);
		}
	}

	@SuppressWarnings("unchecked")
	private void added(ProducerFactory.Listener<?, ?> listener, Producer<byte[], byte[]> producer) {
		((ProducerFactory.Listener<byte[], byte[]>) listener).producerAdded(this.id, producer);
	}

	@SuppressWarnings("unchecked")
	private void removed(ProducerFactory.Listener<?, ?> listener, Producer<byte[], byte[]> producer) {
		((ProducerFactory.Listener<byte[], byte[]>) listener).producerRemoved(this.id, producer);
	}

}
