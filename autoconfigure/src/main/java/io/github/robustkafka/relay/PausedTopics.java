package io.github.robustkafka.relay;

import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.robustkafka.worker.WakeUpSignal;

/**
 * Topics that the relay leaves alone because somebody wants it so. Their records stay
 * pending, in order, and no attempt is counted; what is in flight is still acknowledged.
 * Kept in memory only: after a restart nothing is paused. For any thread.
 */
public final class PausedTopics {

	/**
	 * Stands for all topics.
	 */
	public static final String ALL = "*";

	private static final Logger logger = LoggerFactory.getLogger(PausedTopics.class);

	private final Set<String> topics = ConcurrentHashMap.newKeySet();

	private final WakeUpSignal signal;

	PausedTopics(WakeUpSignal signal) {
		this.signal = signal;
	}

	/**
	 * Whether the records of a topic are kept back.
	 * @param topic name of the topic, or {@link #ALL}
	 * @return true if it is paused by its name, or all are
	 */
	public boolean contains(String topic) {
		return !this.topics.isEmpty() && (this.topics.contains(ALL) || this.topics.contains(topic));
	}

	/**
	 * Sends no more records of a topic, from the relay's next cycle on.
	 * @param topic name of the topic, or {@link #ALL}
	 * @return false if it was paused already
	 */
	public boolean pause(String topic) {
		boolean changed = this.topics.add(topic);
		if (changed) {
			logger.warn("{} paused. Records stay in the outbox until they are resumed or the application restarts.",
					describe(topic));
		}
		return changed;
	}

	/**
	 * Sends the records of a topic again.
	 * @param topic name of a topic that was paused by its name, or {@link #ALL}, which
	 * leaves nothing paused
	 * @return false if it was not paused
	 */
	public boolean resume(String topic) {
		boolean changed = topic.equals(ALL) ? this.topics.removeIf((any) -> true) : this.topics.remove(topic);
		if (changed) {
			logger.info("{} resumed.", describe(topic));
			this.signal.signal();
		}
		return changed;
	}

	private static String describe(String topic) {
		return topic.equals(ALL) ? "All topics are" : "Topic '%s' is".formatted(topic);
	}

	/**
	 * What is paused.
	 * @return names of topics in their order, with {@link #ALL} if all are
	 */
	public Set<String> names() {
		return new TreeSet<>(this.topics);
	}

}
