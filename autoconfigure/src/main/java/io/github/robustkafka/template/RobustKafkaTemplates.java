package io.github.robustkafka.template;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

import org.apache.kafka.clients.producer.ProducerConfig;

import org.springframework.kafka.core.ProducerFactory;

import io.github.robustkafka.RobustKafkaStartException;
import io.github.robustkafka.outcome.Outcomes;
import io.github.robustkafka.producer.CompleteOn;
import io.github.robustkafka.producer.ProducerSettings;
import io.github.robustkafka.producer.RobustProducer;
import io.github.robustkafka.writer.OutboxWriter;

/**
 * Makes robust templates and producers, all on one outbox: for applications that need
 * several, with different serializers. All must go to the cluster that the relay
 * publishes to.
 */
public final class RobustKafkaTemplates {

	private final OutboxWriter writer;

	private final Outcomes outcomes;

	private final TemplateSettings settings;

	private final String bootstrapServers;

	/**
	 * Creates the maker of templates for an outbox.
	 * @param writer the writer of the outbox
	 * @param outcomes the outcomes of the outbox
	 * @param settings how the templates behave
	 * @param relayConfig configuration of the relay's producer
	 */
	public RobustKafkaTemplates(OutboxWriter writer, Outcomes outcomes, TemplateSettings settings,
			Map<String, Object> relayConfig) {
		this.writer = writer;
		this.outcomes = outcomes;
		this.settings = settings;
		this.bootstrapServers = servers(relayConfig);
	}

	/**
	 * Makes a template that journals what it sends.
	 * @param <K> type of keys
	 * @param <V> type of values
	 * @param producerFactory tells serializers, interceptors and limits; sends excluded
	 * topics
	 * @return a new template
	 * @throws RobustKafkaStartException if the factory goes to another cluster or is
	 * transactional
	 */
	public <K, V> RobustKafkaTemplate<K, V> create(ProducerFactory<K, V> producerFactory) {
		return new RobustKafkaTemplate<>(producerFactory, createProducer(producerFactory), this.settings.excluded());
	}

	/**
	 * Makes a plain Kafka producer that journals what it sends.
	 * @param <K> type of keys
	 * @param <V> type of values
	 * @param producerFactory tells serializers, interceptors and limits
	 * @return a new producer, to be closed by the caller
	 * @throws RobustKafkaStartException if the factory goes to another cluster or is
	 * transactional
	 */
	public <K, V> RobustProducer<K, V> createProducer(ProducerFactory<K, V> producerFactory) {
		Map<String, Object> config = producerFactory.getConfigurationProperties();
		refuseTransactions(producerFactory);
		refuseOtherCluster(config);
		ProducerParts parts = new ProducerParts(config);
		ProducerSettings producerSettings = new ProducerSettings(parts.limits(), this.settings.completeOn(),
				this.settings.flushTimeout());
		return new RobustProducer<>(this.writer, this.outcomes, parts.keySerializer(producerFactory),
				parts.valueSerializer(producerFactory), parts.interceptors(), producerSettings,
				producerFactory::createProducer);
	}

	private static void refuseTransactions(ProducerFactory<?, ?> producerFactory) {
		if (producerFactory.transactionCapable()) {
			throw new RobustKafkaStartException(
					"The ProducerFactory of a robust template has the transaction id prefix '%s', but records go to Kafka through the outbox, outside of Kafka transactions."
						.formatted(producerFactory.getTransactionIdPrefix()),
					"Remove spring.kafka.producer.transaction-id-prefix, or the prefix where your ProducerFactory is made; sendAll journals many records together or not at all. Code that needs Kafka transactions takes a plain KafkaTemplate with a ProducerFactory of its own.");
		}
	}

	private void refuseOtherCluster(Map<String, Object> config) {
		String servers = servers(config);
		if (!Objects.equals(servers, this.bootstrapServers)) {
			throw new RobustKafkaStartException(
					"A robust template was asked for the cluster '%s', but the outbox publishes to '%s'."
						.formatted(servers, this.bootstrapServers),
					"Use a plain KafkaTemplate for the other cluster; one outbox publishes to one cluster.");
		}
	}

	private static String servers(Map<String, Object> config) {
		return String.valueOf(config.get(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG)).replaceAll("[\\[\\]\\s]", "");
	}

	/**
	 * How templates behave.
	 *
	 * @param excluded topics that are sent directly
	 * @param completeOn when futures complete
	 * @param flushTimeout how long {@code flush} waits
	 */
	public record TemplateSettings(Predicate<String> excluded, CompleteOn completeOn, Duration flushTimeout) {
	}

}
