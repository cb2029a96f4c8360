package io.github.robustkafka.autoconfigure;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import org.apache.kafka.clients.producer.ProducerConfig;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.kafka.core.ProducerFactory;

import io.github.robustkafka.RobustKafkaStartException;
import io.github.robustkafka.relay.ProducerSource;
import io.github.robustkafka.relay.RelayProducerConfig;
import io.github.robustkafka.template.KafkaProducerSource;
import io.github.robustkafka.template.ProducerParts;

/**
 * How the application produces, and how the relay therefore does. Not a record: its text
 * would show secrets of the configuration.
 */
final class ApplicationProducer {

	private final ProducerFactory<?, ?> factory;

	private final Map<String, Object> relayConfig;

	ApplicationProducer(ProducerFactory<?, ?> factory, Consumer<Map<String, Object>> customizer) {
		this.factory = factory;
		Map<String, Object> config = new HashMap<>(factory.getConfigurationProperties());
		customizer.accept(config);
		this.relayConfig = RelayProducerConfig.from(config);
	}

	/**
	 * The factory to go by. Of several, none primary, any will do if all go to one
	 * cluster, since serializers do not matter to the relay.
	 */
	static ProducerFactory<?, ?> choose(ObjectProvider<ProducerFactory<?, ?>> factories) {
		ProducerFactory<?, ?> unique = factories.getIfUnique();
		if (unique != null) {
			return unique;
		}
		List<ProducerFactory<?, ?>> all = factories.orderedStream().toList();
		Set<String> clusters = all.stream()
			.map(ApplicationProducer::cluster)
			.collect(Collectors.toCollection(TreeSet::new));
		if (clusters.size() != 1) {
			throw new RobustKafkaStartException(
					"There are %d ProducerFactory beans, none of them primary, for the clusters %s; one outbox publishes to one cluster."
						.formatted(all.size(), clusters),
					"Annotate the ProducerFactory whose cluster the outbox shall publish to with @Primary, or set robust.kafka.enabled=false.");
		}
		return all.stream().filter((factory) -> !factory.transactionCapable()).findFirst().orElse(all.get(0));
	}

	private static String cluster(ProducerFactory<?, ?> factory) {
		return String.valueOf(factory.getConfigurationProperties().get(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG))
			.replaceAll("[\\[\\]\\s]", "");
	}

	/**
	 * What creates producers for the relay.
	 */
	KafkaProducerSource source() {
		if (this.relayConfig.get(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG) == null) {
			throw new RobustKafkaStartException(
					"The ProducerFactory of type %s does not tell where Kafka is: its configuration has no '%s'."
						.formatted(this.factory.getClass().getName(), ProducerConfig.BOOTSTRAP_SERVERS_CONFIG),
					"Let its getConfigurationProperties() return the configuration of its producers, define a bean of type %s, or set robust.kafka.enabled=false."
						.formatted(ProducerSource.class.getName()));
		}
		return new KafkaProducerSource("robustKafkaRelay", this.relayConfig, this.factory);
	}

	ProducerFactory<?, ?> factory() {
		return this.factory;
	}

	Map<String, Object> relayConfig() {
		return this.relayConfig;
	}

	/**
	 * How much may be in flight: the rest of the producer's memory is for batches that
	 * are not full.
	 */
	long maxInFlightBytes(long wanted) {
		return Math.max(1, Math.min(wanted, new ProducerParts(this.relayConfig).bufferMemory() / 2));
	}

}
