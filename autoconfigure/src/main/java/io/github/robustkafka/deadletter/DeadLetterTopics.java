package io.github.robustkafka.deadletter;

import java.util.LinkedHashMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.github.robustkafka.listener.ListenerSettings;
import io.github.robustkafka.retry.DeadLetterRecord;
import io.github.robustkafka.retry.Origin;
import io.github.robustkafka.retry.TopicChain;

/**
 * The dead-letter topics of a listener, and the ways back from them.
 */
final class DeadLetterTopics {

	private final String group;

	private final Map<String, List<TopicChain>> chains = new LinkedHashMap<>();

	DeadLetterTopics(ListenerSettings listener) {
		this.group = listener.rules().group();
		for (TopicChain chain : listener.rules().chains().all()) {
			String topic = chain.deadLetterTopic();
			if (topic != null) {
				this.chains.computeIfAbsent(topic, (name) -> new ArrayList<>()).add(chain);
			}
		}
	}

	Set<String> names() {
		return this.chains.keySet();
	}

	/** Whether another group's listener, which shares the topic, could not handle it. */
	boolean isForeign(DeadLetterRecord letter) {
		String theirs = letter.group();
		return theirs != null && !theirs.equals(this.group);
	}

	/**
	 * Returns the topics that a dead letter came through.
	 * @return a chain, or null if main topics share the dead-letter topic and it does not
	 * tell which of them it is from
	 */
	@Nullable TopicChain chain(DeadLetterRecord letter) {
		List<TopicChain> possible = this.chains.getOrDefault(letter.record().topic(), List.of());
		if (possible.size() == 1) {
			return possible.get(0);
		}
		Origin origin = letter.origin();
		return possible.stream()
			.filter((chain) -> origin != null && chain.main().equals(origin.topic()))
			.findFirst()
			.orElse(null);
	}

	/**
	 * Returns where a dead letter begins its new life: the first retry topic, which only
	 * its listener reads, or the main topic if there is none.
	 */
	static String target(TopicChain chain) {
		return chain.retryTopics().isEmpty() ? chain.main() : chain.retryTopics().get(0);
	}

}
