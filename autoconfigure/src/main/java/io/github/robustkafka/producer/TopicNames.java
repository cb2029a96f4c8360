package io.github.robustkafka.producer;

import org.jspecify.annotations.Nullable;

/**
 * Kafka's rule for names of topics.
 */
final class TopicNames {

	private static final int MAX_LENGTH = 249;

	private TopicNames() {
	}

	static @Nullable String whatIsWrongWith(String topic) {
		if (topic.isEmpty()) {
			return "it is empty";
		}
		if (topic.equals(".") || topic.equals("..")) {
			return "'.' and '..' are not allowed";
		}
		if (topic.length() > MAX_LENGTH) {
			return "it has %d characters, %d are allowed".formatted(topic.length(), MAX_LENGTH);
		}
		for (int i = 0; i < topic.length(); i++) {
			if (!isAllowed(topic.charAt(i))) {
				return "only ASCII letters, digits, '.', '_' and '-' are allowed";
			}
		}
		return null;
	}

	private static boolean isAllowed(char c) {
		return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_'
				|| c == '-';
	}

}
