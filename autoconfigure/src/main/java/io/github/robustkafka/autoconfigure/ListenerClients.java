package io.github.robustkafka.autoconfigure;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

import org.springframework.boot.ssl.SslBundle;

import io.github.robustkafka.listener.ListenerSettings;

/**
 * Configurations of the producers and further clients that serve listeners: they connect
 * to where the listeners' consumers do, and as these do.
 */
final class ListenerClients {

	private static final int LARGEST_REQUEST = 100 * 1024 * 1024;

	private static final int MOST_DEAD_LETTERS = 100;

	private static final int REPLAY_TIMEOUT_MILLIS = 10_000;

	private ListenerClients() {
	}

	/**
	 * Returns the configuration of the producer that forwards.
	 * @param relay configuration of the relay's producer, which is safe
	 * @param consumer configuration of the application's consumers
	 */
	static Map<String, Object> producer(Map<String, Object> relay, Map<String, Object> consumer) {
		Map<String, Object> config = new HashMap<>(relay);
		connectAs(consumer, ProducerConfig.configNames(), config);
		config.put(ProducerConfig.CLIENT_ID_CONFIG, clientId(consumer, "-forward"));
		// Whether a record is too large is for the topic to say.
		config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST_REQUEST);
		return config;
	}

	/**
	 * Returns the configuration of the client that looks at topics.
	 */
	static Map<String, Object> admin(Map<String, Object> admin, Map<String, Object> consumer) {
		Map<String, Object> config = new HashMap<>(admin);
		connectAs(consumer, AdminClientConfig.configNames(), config);
		config.put(AdminClientConfig.CLIENT_ID_CONFIG, clientId(consumer, "-listener-admin"));
		return config;
	}

	/**
	 * Returns the configuration of a consumer that reads dead letters.
	 * @param consumer configuration of the application's consumers
	 * @param listener the listener whose dead letters they are
	 * @param group where it commits
	 */
	static Map<String, Object> deadLetterConsumer(Map<String, Object> consumer, ListenerSettings listener,
			String group) {
		Map<String, Object> config = new HashMap<>(consumer);
		listener.container().properties().forEach((key, value) -> config.put(key.toString(), value));
		config.remove(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG);
		config.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
		config.put(ConsumerConfig.CLIENT_ID_CONFIG, clientId(consumer, "-" + group));
		config.put(ConsumerConfig.GROUP_ID_CONFIG, group);
		config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
		config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
		config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
		config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MOST_DEAD_LETTERS);
		return config;
	}

	/**
	 * Returns the configuration of a producer that replays dead letters: it gives up in
	 * time, since somebody waits for it.
	 * @param relay configuration of the relay's producer, which is safe
	 * @param consumer configuration of the application's consumers
	 * @param listener the listener whose dead letters they are
	 */
	static Map<String, Object> deadLetterProducer(Map<String, Object> relay, Map<String, Object> consumer,
			ListenerSettings listener) {
		Map<String, Object> config = producer(relay, consumer);
		config.put(ProducerConfig.CLIENT_ID_CONFIG, clientId(consumer, "-" + listener.id() + "-replay"));
		config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
		config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REPLAY_TIMEOUT_MILLIS);
		config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, REPLAY_TIMEOUT_MILLIS);
		config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, REPLAY_TIMEOUT_MILLIS);
		return config;
	}

	private static void connectAs(Map<String, Object> consumer, Set<String> known, Map<String, Object> config) {
		consumer.forEach((key, value) -> {
			boolean connects = key.equals(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG) || key.startsWith("security.")
					|| key.startsWith("sasl.") || key.startsWith("ssl.");
			if ((connects && known.contains(key)) || key.equals(SslBundle.class.getName())) {
				config.put(key, value);
			}
		});
	}

	private static String clientId(Map<String, Object> consumer, String suffix) {
		Object id = consumer.get(ConsumerConfig.CLIENT_ID_CONFIG);
		return ((id != null) ? id : "robust-kafka") + suffix;
	}

}
