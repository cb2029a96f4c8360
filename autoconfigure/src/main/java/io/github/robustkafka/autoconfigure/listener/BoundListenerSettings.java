package io.github.robustkafka.autoconfigure.listener;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.jspecify.annotations.Nullable;

import org.springframework.core.env.ConfigurableEnvironment;

import io.github.robustkafka.RobustKafkaStartException;
import io.github.robustkafka.listener.ListenerSettings;
import io.github.robustkafka.listener.ListenerSettingsSource;
import io.github.robustkafka.retry.ListenerRules;
import io.github.robustkafka.retry.TopicChain;
import io.github.robustkafka.retry.TopicChains;
import io.github.robustkafka.retry.TopicNaming;

/**
 * Takes annotation, configuration and defaults together, and refuses what is not safe.
 */
public final class BoundListenerSettings implements ListenerSettingsSource {

	private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,100}");

	private final ListenerBinding binding;

	private final ExceptionActions exceptions;

	private final Map<String, Object> consumerConfig;

	/**
	 * Creates a source of settings.
	 * @param environment the configuration
	 * @param classLoader knows exceptions
	 * @param consumerConfig configuration of the application's consumers
	 */
	public BoundListenerSettings(ConfigurableEnvironment environment, @Nullable ClassLoader classLoader,
			Map<String, Object> consumerConfig) {
		this.binding = new ListenerBinding(environment);
		this.exceptions = new ExceptionActions(classLoader);
		this.consumerConfig = consumerConfig;
	}

	@Override
	public ListenerSettings settings(Annotated annotation) {
		String id = annotation.id();
		if (!ID.matcher(id).matches()) {
			throw new RobustKafkaStartException(
					"The id of a @RobustListener is '%s', but names its settings and topics.".formatted(id),
					"Use 1 to 100 letters, digits, dots, dashes and underscores.");
		}
		ListenerProperties properties = this.binding.bind(id, annotation.values());
		ListenerCheck check = new ListenerCheck(id);
		check.check(properties, maxPollInterval(annotation));
		String group = Objects.requireNonNullElse(properties.groupId(), id);
		TopicChains chains = chains(annotation, properties, group, check);
		ListenerRules rules = new ListenerRules(id, group, chains, this.exceptions.rules(id, properties.exceptions()),
				properties.deduplication().remember());
		return new ListenerSettings(rules,
				new ListenerSettings.Dispatch(properties.ordering(), properties.maxInFlight(),
						properties.maxUncommitted(), properties.drainTimeout(), properties.executor()),
				new ListenerSettings.Container(properties.concurrency(), properties.autoStartup(), properties.filter(),
						annotation.properties()),
				new ListenerSettings.Topics(properties.retry().topics().mode(),
						properties.retry().topics().replicationFactor()),
				properties.deadLetter().handler());
	}

	private TopicChains chains(Annotated annotation, ListenerProperties properties, String group, ListenerCheck check) {
		List<TopicChain> chains = new ArrayList<>();
		for (String topic : properties.topics()) {
			ListenerProperties.Retry retry = properties.retry();
			if (this.binding.hasRetry(annotation.id(), topic)) {
				retry = this.binding.bindRetry(annotation.id(), annotation.values(), topic);
				check.check("retry-by-topic.[" + topic + "]", retry);
			}
			TopicNaming names = new TopicNaming(retry.topics().name(), properties.deadLetter().topic());
			TopicChain chain = new TopicChain(topic, retry.settings(), names, group, properties.deadLetter().enabled());
			check.check(chain);
			chains.add(chain);
		}
		return new TopicChains(chains);
	}

	private @Nullable Duration maxPollInterval(Annotated annotation) {
		Object own = annotation.properties().get(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG);
		Object millis = (own != null) ? own : this.consumerConfig.get(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG);
		return (millis != null) ? Duration.ofMillis(Long.parseLong(millis.toString().trim())) : null;
	}

}
