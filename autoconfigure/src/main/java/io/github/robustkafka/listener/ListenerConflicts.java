package io.github.robustkafka.listener;

import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import io.github.robustkafka.RobustKafkaStartException;
import io.github.robustkafka.retry.TopicChain;

/**
 * Refuses listeners that would take one another's records.
 */
final class ListenerConflicts {

	private final Map<String, Method> ids = new HashMap<>();

	private final Map<String, String> containers = new HashMap<>();

	/** Who reads or writes a topic that belongs to one listener alone. */
	private final Map<String, String> ownTopics = new HashMap<>();

	private final Map<String, String> deadLetterTopics = new HashMap<>();

	private final Map<String, String> mainTopics = new HashMap<>();

	private final Set<String> topicsOfGroups = new HashSet<>();

	void refuse(ListenerSettings settings, Method method) {
		Method other = this.ids.putIfAbsent(settings.id(), method);
		if (other != null) {
			throw new RobustKafkaStartException(
					"Two listeners have the id '%s': %s and %s.".formatted(settings.id(), other, method),
					"Give each @RobustListener an id of its own.");
		}
		refuseContainer(settings.id(), settings.id());
		for (TopicChain chain : settings.rules().chains().all()) {
			refuse(settings, chain);
			if (!chain.retryTopics().isEmpty()) {
				refuseContainer(ListenerEndpoints.retryId(settings), settings.id());
			}
		}
	}

	private void refuseContainer(String container, String id) {
		String other = this.containers.putIfAbsent(container, id);
		if (other != null && !other.equals(id)) {
			throw new RobustKafkaStartException(
					"The listeners '%s' and '%s' would both have a container with the id '%s'.".formatted(other, id,
							container),
					"Give one of them another id: a listener has a second container, for its retry topics, whose id ends with '%s'."
						.formatted(ListenerEndpoints.RETRY));
		}
	}

	private void refuse(ListenerSettings settings, TopicChain chain) {
		String id = settings.id();
		String group = settings.rules().group();
		if (!this.topicsOfGroups.add(group + "/" + chain.main())) {
			throw new RobustKafkaStartException(
					"The listener '%s' reads topic '%s' in group '%s', and so does another listener: each would get only some of the records."
						.formatted(id, chain.main(), group),
					"Give one of them another group, with robust.kafka.listeners.%s.group-id.".formatted(id));
		}
		boolean deadLetters = settings.topics().mode() == TopicMode.CHECK && chain.ownTopics().isEmpty();
		String owner = this.ownTopics.get(chain.main());
		if (owner != null && !deadLetters) {
			throw clash(id, chain.main(), owner);
		}
		this.mainTopics.putIfAbsent(chain.main(), id);
		for (String topic : chain.ownTopics()) {
			if (topic.equals(chain.deadLetterTopic()) && id.equals(this.deadLetterTopics.put(topic, id))) {
				// Topics of one listener may share a dead-letter topic.
				continue;
			}
			String taken = this.ownTopics.putIfAbsent(topic, id);
			String read = this.mainTopics.get(topic);
			if (taken != null || read != null) {
				throw clash(id, topic, (taken != null) ? taken : String.valueOf(read));
			}
		}
	}

	private static RobustKafkaStartException clash(String id, String topic, String owner) {
		return new RobustKafkaStartException(
				"The listeners '%s' and '%s' both have topic '%s', as a retry topic, a dead-letter topic or a main topic: records of one would get into the other."
					.formatted(id, owner, topic),
				"Choose other names with robust.kafka.listeners.%s.retry.topics.name and robust.kafka.listeners.%s.dead-letter.topic."
					.formatted(id, id));
	}

}
