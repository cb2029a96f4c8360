package io.github.robustkafka.relay;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What stands in the way of topics. Each obstacle is logged once, when it arises. For the
 * relay's thread, but for {@link #all()}.
 */
final class Obstacles {

	private static final Logger logger = LoggerFactory.getLogger(Obstacles.class);

	private final Map<String, Obstacle> topics = new ConcurrentHashMap<>();

	/**
	 * Which partitions are missing, by topic.
	 */
	private final Map<String, String> partitions = new ConcurrentHashMap<>();

	/**
	 * Why topics are not sent, by topic.
	 */
	Map<String, String> all() {
		Map<String, String> all = new HashMap<>(this.partitions);
		this.topics.forEach((topic, obstacle) -> all.put(topic, obstacle.reason()));
		return Map.copyOf(all);
	}

	/**
	 * The producer does not take records of the topic. That is over when it takes one.
	 */
	void notTaken(RelayTopic topic, Throwable failure) {
		arise(topic, failure, false);
	}

	/**
	 * The broker does not take records of the topic, though the producer does. That is
	 * over when the broker has judged one by itself.
	 */
	void refused(RelayTopic topic, Throwable failure) {
		arise(topic, failure, true);
	}

	private void arise(RelayTopic topic, Throwable failure, boolean byBroker) {
		String reason = FailureClassifier.rootMessage(failure);
		Obstacle before = this.topics.get(topic.name());
		this.topics.put(topic.name(), new Obstacle(reason, byBroker || (before != null && before.byBroker())));
		if (before == null) {
			logger.warn("Records of topic '{}' cannot be sent: {}. They stay in the outbox and are tried again.",
					topic.name(), reason);
		}
	}

	/**
	 * The producer took a record.
	 */
	void taken(RelayTopic topic) {
		if (!this.topics.isEmpty()) {
			this.topics.computeIfPresent(topic.name(), (name, obstacle) -> obstacle.byBroker() ? obstacle : null);
		}
	}

	/**
	 * A record was acknowledged, or failed for its own sake.
	 */
	void judged(RelayTopic topic) {
		if (!this.topics.isEmpty()) {
			this.topics.remove(topic.name());
		}
	}

	/**
	 * The topic does not have a partition that records ask for.
	 */
	void parked(RelayTopic topic, int partition) {
		lanesChanged(topic);
		logger.warn(
				"Records of topic '{}' for partition {} cannot be sent, since the topic does not have it. They stay in the outbox and are tried again; those for other partitions go on.",
				topic.name(), partition);
	}

	/**
	 * Lanes of missing partitions came or went.
	 */
	void lanesChanged(RelayTopic topic) {
		if (topic.parkedLanes().isEmpty()) {
			this.partitions.remove(topic.name());
			return;
		}
		this.partitions.put(topic.name(),
				topic.parkedLanes()
					.stream()
					.map((lane) -> Integer.toString(lane.partition()))
					.collect(Collectors.joining(", ", "the topic has no partition ", "")));
	}

	private record Obstacle(String reason, boolean byBroker) {
	}

}
