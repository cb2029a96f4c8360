package io.github.robustkafka.autoconfigure;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

import org.springframework.boot.ssl.SslBundle;

/**
 * Configurations of the producer and the admin client that serve listeners: they connect
 * to where the listeners' consumers do, and as these do.
 */
final class ListenerClients {

	private static final int LARGEST_REQUEST = 100 * 1024 * 1024;

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
