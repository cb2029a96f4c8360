package io.github.robustkafka.relay;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

import org.apache.kafka.clients.producer.ProducerConfig;
import org.jspecify.annotations.Nullable;

import io.github.robustkafka.RobustKafkaStartException;

/**
 * The configuration of the relay's producer: the application's own, so that it connects
 * as the application does, with what safety needs. Settings of the application that
 * contradict are refused, not overridden in silence.
 */
public final class RelayProducerConfig {

	private static final int MAX_SAFE_IN_FLIGHT = 5;

	/**
	 * With one request in flight, larger batches make up for the round trips.
	 */
	private static final int BATCH_SIZE = 128 * 1024;

	private RelayProducerConfig() {
	}

	/**
	 * Derives the relay's configuration.
	 * @param application configuration of the application's producers
	 * @return a new map
	 * @throws RobustKafkaStartException if a setting of the application is not safe
	 */
	public static Map<String, Object> from(Map<String, Object> application) {
		refuseUnsafe(application);
		Map<String, Object> config = new HashMap<>(application);
		config.remove(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG);
		config.remove(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG);
		config.remove(ProducerConfig.INTERCEPTOR_CLASSES_CONFIG);
		config.remove(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
		Object clientId = config.get(ProducerConfig.CLIENT_ID_CONFIG);
		config.put(ProducerConfig.CLIENT_ID_CONFIG, ((clientId != null) ? clientId : "robust-kafka") + "-relay");
		config.put(ProducerConfig.ACKS_CONFIG, "all");
		config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
		config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
		config.put(ProducerConfig.RETRIES_CONFIG, Integer.MAX_VALUE);
		config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 0);
		config.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
		config.putIfAbsent(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_SIZE);
		return config;
	}

	private static void refuseUnsafe(Map<String, Object> config) {
		String acks = text(config, ProducerConfig.ACKS_CONFIG);
		if (acks != null && !acks.equals("all") && !acks.equals("-1")) {
			throw unsafe(ProducerConfig.ACKS_CONFIG, acks, "all",
					"a record would be called acknowledged before all in-sync replicas have it");
		}
		String idempotence = text(config, ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG);
		if ("false".equals(idempotence)) {
			throw unsafe(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "false", "true",
					"records could be reordered and duplicated");
		}
		String inFlight = text(config, ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION);
		if (inFlight != null && number(inFlight) > MAX_SAFE_IN_FLIGHT) {
			throw unsafe(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, inFlight, "5 or less",
					"an idempotent producer cannot keep the order");
		}
		String transactionalId = text(config, ProducerConfig.TRANSACTIONAL_ID_CONFIG);
		if (transactionalId != null) {
			throw unsafe(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId, "nothing",
					"records go to Kafka through the outbox, outside of Kafka transactions");
		}
	}

	private static @Nullable String text(Map<String, Object> config, String key) {
		Object value = config.get(key);
		return (value != null) ? value.toString().trim().toLowerCase(Locale.ROOT) : null;
	}

	private static int number(String text) {
		try {
			return Integer.parseInt(text);
		}
		catch (NumberFormatException ex) {
			return 0;
		}
	}

	private static RobustKafkaStartException unsafe(String key, String seen, String wanted, String why) {
		return new RobustKafkaStartException(
				"The Kafka producer setting '%s' is '%s', but Robust Kafka needs %s: otherwise %s.".formatted(key, seen,
						wanted, why),
				"Set '%s' to %s, under spring.kafka.producer (or its properties) or where your ProducerFactory is made. To send without the outbox, set robust.kafka.enabled=false."
					.formatted(key, wanted));
	}

}
