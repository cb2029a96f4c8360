package io.github.robustkafka.retry;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A main topic, its retry topics and its dead-letter topic.
 */
public final class TopicChain {

	private final String main;

	private final RetrySettings settings;

	private final List<RetryTier> tiers;

	private final List<String> retryTopics;

	private final @Nullable String deadLetterTopic;

	/**
	 * Names the topics.
	 * @param main the main topic
	 * @param settings how records are tried again
	 * @param names how topics are named
	 * @param group group of the listener
	 * @param deadLetters whether there is a dead-letter topic
	 */
	public TopicChain(String main, RetrySettings settings, TopicNaming names, String group, boolean deadLetters) {
		this.main = main;
		this.settings = settings;
		this.tiers = settings.tiers();
		List<String> topics = new ArrayList<>();
		for (int i = 0; i < this.tiers.size(); i++) {
			topics.add(names.retryTopic(main, group, i));
		}
		this.retryTopics = List.copyOf(topics);
		this.deadLetterTopic = deadLetters ? names.deadLetterTopic(main, group) : null;
	}

	/**
	 * Returns the topic that the application's records are sent to.
	 * @return name of a topic
	 */
	public String main() {
		return this.main;
	}

	/**
	 * Returns the retry topics, the one with the shortest delay first.
	 * @return names of topics
	 */
	public List<String> retryTopics() {
		return this.retryTopics;
	}

	/**
	 * Returns the dead-letter topic.
	 * @return name of a topic, or null if there is none
	 */
	public @Nullable String deadLetterTopic() {
		return this.deadLetterTopic;
	}

	/**
	 * Returns all topics but the main one.
	 * @return names of topics
	 */
	public List<String> ownTopics() {
		List<String> own = new ArrayList<>(this.retryTopics);
		if (this.deadLetterTopic != null) {
			own.add(this.deadLetterTopic);
		}
		return own;
	}

	/**
	 * Returns how its records are tried again.
	 * @return the settings
	 */
	public RetrySettings settings() {
		return this.settings;
	}

	/** Returns the index of the retry topic, or -1 for the main topic. */
	int tierOf(String topic) {
		return this.retryTopics.indexOf(topic);
	}

	RetryTier tier(int index) {
		return this.tiers.get(index);
	}

	/** Returns the index of the retry topic for an attempt, or -1 if there is none. */
	int tierFor(int attempt) {
		for (int i = 0; i < this.tiers.size(); i++) {
			if (attempt >= this.tiers.get(i).firstAttempt() && attempt <= this.tiers.get(i).lastAttempt()) {
				return i;
			}
		}
		return -1;
	}

}
