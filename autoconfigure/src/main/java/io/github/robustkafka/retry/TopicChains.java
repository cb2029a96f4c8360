package io.github.robustkafka.retry;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.apache.kafka.clients.consumer.ConsumerRecord;

import io.github.robustkafka.inbox.RecordIdentity;

/**
 * The chains of one listener, found by any topic of theirs that is listened to.
 */
public final class TopicChains {

	private final List<TopicChain> chains;

	private final Map<String, TopicChain> byTopic = new HashMap<>();

	/**
	 * Collects chains whose topics differ.
	 * @param chains the chains
	 */
	public TopicChains(List<TopicChain> chains) {
		this.chains = List.copyOf(chains);
		for (TopicChain chain : chains) {
			this.byTopic.put(chain.main(), chain);
			chain.retryTopics().forEach((topic) -> this.byTopic.put(topic, chain));
		}
	}

	/**
	 * Returns the chains.
	 * @return one for each main topic
	 */
	public List<TopicChain> all() {
		return this.chains;
	}

	/**
	 * Returns the topics that are listened to.
	 * @return main topics and retry topics
	 */
	public List<String> topics() {
		return this.byTopic.keySet().stream().sorted().toList();
	}

	/**
	 * Returns the main topic.
	 * @param topic a main topic or a retry topic
	 * @return the main topic of the same chain
	 */
	public String mainTopic(String topic) {
		return of(topic).main();
	}

	/**
	 * Returns when a record may be handled.
	 * @param record a record of one of these topics
	 * @param nowMillis the time
	 * @return milliseconds since the epoch; 0 for a record of a main topic
	 */
	public long dueMillis(ConsumerRecord<byte[], byte[]> record, long nowMillis) {
		boolean main = of(record.topic()).main().equals(record.topic());
		return main ? 0 : Received.of(record, this, nowMillis).dueMillis();
	}

	/**
	 * Returns what a record shares with its duplicates.
	 * @param record a record of one of these topics
	 * @return its identity
	 */
	public RecordIdentity identity(ConsumerRecord<byte[], byte[]> record) {
		return Identification.of(record, Received.of(record, this, 0));
	}

	TopicChain of(String topic) {
		TopicChain chain = this.byTopic.get(topic);
		if (chain == null) {
			throw new IllegalArgumentException("Topic '%s' is none of %s".formatted(topic, topics()));
		}
		return chain;
	}

}
