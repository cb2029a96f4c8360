package io.github.robustkafka.listener;

import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.utils.Utils;

import org.springframework.kafka.core.ConsumerFactory;

/**
 * Reads records for many threads at once. Deserializers need not be safe for that, so
 * each reading borrows its own.
 */
final class RecordReader implements AutoCloseable {

	private final Supplier<Deserializers> source;

	private final ConcurrentLinkedQueue<Deserializers> idle = new ConcurrentLinkedQueue<>();

	RecordReader(Supplier<Deserializers> source) {
		this.source = source;
		// What is configured wrongly fails the start, not the first record.
		this.idle.add(source.get());
	}

	/**
	 * Reads as the consumers of a factory would.
	 */
	static RecordReader of(ConsumerFactory<?, ?> factory, Map<String, Object> config) {
		return new RecordReader(() -> new Deserializers(
				deserializer(factory.getKeyDeserializer(), config, ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, true),
				deserializer(factory.getValueDeserializer(), config, ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
						false)));
	}

	private static Deserializer<?> deserializer(@org.jspecify.annotations.Nullable Deserializer<?> given,
			Map<String, Object> config, String setting, boolean isKey) {
		if (given != null) {
			return given;
		}
		Object type = config.getOrDefault(setting, ByteArrayDeserializer.class);
		try {
			Deserializer<?> made = (type instanceof Class<?> known) ? (Deserializer<?>) Utils.newInstance(known)
					: Utils.newInstance(type.toString(), Deserializer.class);
			made.configure(config, isKey);
			return made;
		}
		catch (ClassNotFoundException ex) {
			throw new IllegalStateException("'%s' names a class that is not there: %s".formatted(setting, type), ex);
		}
	}

	ConsumerRecord<Object, Object> read(ConsumerRecord<byte[], byte[]> record, int call) {
		Deserializers borrowed = this.idle.poll();
		if (borrowed == null) {
			borrowed = this.source.get();
		}
		try {
			return borrowed.read(record, call);
		}
		finally {
			this.idle.add(borrowed);
		}
	}

	@Override
	public void close() {
		Deserializers next = this.idle.poll();
		while (next != null) {
			next.close();
			next = this.idle.poll();
		}
	}

}
