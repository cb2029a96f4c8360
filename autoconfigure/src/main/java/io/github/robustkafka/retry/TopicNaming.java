package io.github.robustkafka.retry;

/**
 * How retry topics and dead-letter topics are named. In both patterns {@code {topic}}
 * stands for the main topic and {@code {group}} for the listener's group; in the retry
 * pattern {@code {index}} stands for a number from 0.
 *
 * @param retryPattern pattern of retry topics
 * @param deadLetterPattern pattern of dead-letter topics
 */
public record TopicNaming(String retryPattern, String deadLetterPattern) {

	String retryTopic(String topic, String group, int index) {
		return fill(this.retryPattern, topic, group).replace("{index}", Integer.toString(index));
	}

	String deadLetterTopic(String topic, String group) {
		return fill(this.deadLetterPattern, topic, group);
	}

	private static String fill(String pattern, String topic, String group) {
		return pattern.replace("{topic}", topic).replace("{group}", group);
	}

}
