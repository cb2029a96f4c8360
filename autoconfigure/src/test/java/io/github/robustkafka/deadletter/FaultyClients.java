package io.github.robustkafka.deadletter;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import io.github.robustkafka.broker.BrokerProcess;
import io.github.robustkafka.listener.ListenerSettings;

/**
 * Clients of a real broker that fail when they are told to, and count what is open.
 */
final class FaultyClients implements DeadLetterClients {

	final List<Object> open = new CopyOnWriteArrayList<>();

	private final BrokerProcess broker;

	private int sendsLeft = Integer.MAX_VALUE;

	private int commitsLeft = Integer.MAX_VALUE;

	private Throwable failure = new AssertionError("no failure was given");

	FaultyClients(BrokerProcess broker) {
		this.broker = broker;
	}

	/** Lets so many sends pass, and none after them. */
	void failSendsAfter(int sends, Throwable reason) {
		this.sendsLeft = sends;
		this.failure = reason;
	}

	/** Lets so many commits pass, and none after them. */
	void failCommitsAfter(int commits, Throwable reason) {
		this.commitsLeft = commits;
		this.failure = reason;
	}

	void heal() {
		this.sendsLeft = Integer.MAX_VALUE;
		this.commitsLeft = Integer.MAX_VALUE;
	}

	@Override
	@SuppressWarnings("unchecked")
	public Consumer<byte[], byte[]> consumer(ListenerSettings listener, String group) {
		Map<String, Object> config = new HashMap<>(this.broker.clientProperties());
		config.put("group.id", group);
		config.put("enable.auto.commit", false);
		config.put("auto.offset.reset", "earliest");
		config.put("max.poll.records", 4);
		return proxy(Consumer.class,
				new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
	}

	@Override
	@SuppressWarnings("unchecked")
	public Producer<byte[], byte[]> producer(ListenerSettings listener) {
		return proxy(Producer.class, new KafkaProducer<>(this.broker.clientProperties(), new ByteArraySerializer(),
				new ByteArraySerializer()));
	}

	private <T> T proxy(Class<T> type, T client) {
		this.open.add(client);
		InvocationHandler handler = (proxy, method, arguments) -> {
			boolean fails = (method.getName().equals("send") && this.sendsLeft-- <= 0)
					|| (method.getName().equals("commitSync") && this.commitsLeft-- <= 0);
			if (fails) {
				throw this.failure;
			}
			if (method.getName().equals("close")) {
				this.open.remove(client);
			}
			try {
				return method.invoke(client, arguments);
			}
			catch (InvocationTargetException ex) {
				throw ex.getCause();
			}
		};
		return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, handler));
	}

}
