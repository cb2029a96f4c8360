package io.github.robustkafka.listener;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

import io.github.robustkafka.RobustKafkaStartException;
import io.github.robustkafka.dispatch.Ordering;
import io.github.robustkafka.retry.ListenerRules;
import io.github.robustkafka.retry.RetrySettings;
import io.github.robustkafka.retry.TopicChain;
import io.github.robustkafka.retry.TopicChains;
import io.github.robustkafka.retry.TopicNaming;

/**
 * The listener that hands dead letters to their handler. It tries in place only: what the
 * handler cannot take stays in the dead-letter topic. The inbox is not asked: a record
 * can become a dead letter more than once.
 */
final class DeadLetterListener {

	private static final String SUFFIX = "-dlt";

	private static final TopicNaming NO_TOPICS = new TopicNaming("", "");

	private DeadLetterListener() {
	}

	static ListenerSettings of(ListenerSettings listener) {
		String id = listener.id() + SUFFIX;
		String group = listener.rules().group() + SUFFIX;
		List<TopicChain> chains = listener.rules()
			.chains()
			.all()
			.stream()
			.map(TopicChain::deadLetterTopic)
			.filter(Objects::nonNull)
			.distinct()
			.map((topic) -> new TopicChain(topic, inPlace(listener), NO_TOPICS, group, false))
			.toList();
		if (chains.isEmpty()) {
			throw new RobustKafkaStartException(
					"The listener '%s' has a @RobustDltHandler, but its dead letters are switched off."
						.formatted(listener.id()),
					"Remove the handler, or set robust.kafka.listeners.%s.dead-letter.enabled=true."
						.formatted(listener.id()));
		}
		ListenerRules rules = new ListenerRules(id, group, new TopicChains(chains), listener.rules().exceptions(),
				Duration.ZERO);
		ListenerSettings.Dispatch dispatch = listener.dispatch();
		ListenerSettings.Container container = listener.container();
		return new ListenerSettings(rules,
				new ListenerSettings.Dispatch(Ordering.KEY, dispatch.maxInFlight(), dispatch.maxUncommitted(),
						dispatch.drainTimeout(), dispatch.executor()),
				new ListenerSettings.Container(1, container.autoStartup(), null,
						RobustContainers.fromTheBeginning(container.properties())),
				new ListenerSettings.Topics(TopicMode.CHECK, (short) -1), null);
	}

	private static RetrySettings inPlace(ListenerSettings listener) {
		RetrySettings settings = listener.rules().chains().all().get(0).settings();
		return new RetrySettings(settings.blockingAttempts(), settings.blockingDelay(), 1, Duration.ZERO, 1,
				Duration.ZERO, 0);
	}

}
