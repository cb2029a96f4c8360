package io.github.robustkafka.listener;

import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeansException;
import org.springframework.beans.DirectFieldAccessor;
import org.springframework.kafka.core.ConsumerFactory;

/**
 * Reads records for many threads at once. Deserializers need not be safe for that, so
 * each reading borrows its own; those that the application has made once are used by one
 * thread at a time.
 */
final class RecordReader implements AutoCloseable {

	private final Supplier<Deserializers> source;

	private final @Nullable ReentrantLock shared;

	private final ConcurrentLinkedQueue<Deserializers> idle = new ConcurrentLinkedQueue<>();

	/**
	 * Creates a reader.
	 * @param source makes deserializers
	 * @param shared whether it always gives the same ones, for one thread at a time
	 */
	RecordReader(Supplier<Deserializers> source, boolean shared) {
		this.source = source;
		this.shared = shared ? new ReentrantLock() : null;
		// What is configured wrongly fails the start, not the first record.
		this.idle.add(source.get());
	}

	/**
	 * Reads as the consumers of a factory would.
	 */
	static RecordReader of(ConsumerFactory<?, ?> factory, Map<String, Object> config) {
		boolean configures = configures(factory);
		boolean shared = isShared(factory.getKeyDeserializer(), factory.getKeyDeserializer())
				|| isShared(factory.getValueDeserializer(), factory.getValueDeserializer());
		return new RecordReader(() -> new Deserializers(
				deserializer(factory.getKeyDeserializer(), configures, config,
						ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, true),
				deserializer(factory.getValueDeserializer(), configures, config,
						ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, false)),
				shared);
	}

	private static boolean isShared(@Nullable Object given, @Nullable Object givenAgain) {
		return given != null && given == givenAgain;
	}

	/** Spring's factory configures what it is given, unless it was told not to. */
	private static boolean configures(ConsumerFactory<?, ?> factory) {
		try {
			return !Boolean.FALSE.equals(new DirectFieldAccessor(factory).getPropertyValue("configureDeserializers"));
		}
		catch (BeansException ex) {
			return true;
		}
	}

	private static Deserializer<?> deserializer(@Nullable Deserializer<?> given, boolean configures,
			Map<String, Object> config, String setting, boolean isKey) {
		if (given != null) {
			if (configures) {
				given.configure(config, isKey);
			}
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
		if (this.shared == null) {
			return borrowAndRead(record, call);
		}
		this.shared.lock();
		try {
			return borrowAndRead(record, call);
		}
		finally {
			this.shared.unlock();
		}
	}

	private ConsumerRecord<Object, Object> borrowAndRead(ConsumerRecord<byte[], byte[]> record, int call) {
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
