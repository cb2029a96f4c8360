package io.github.robustkafka.writer;

import org.jspecify.annotations.Nullable;

/**
 * Which failed records to list.
 *
 * @param topic the topic, or null for all
 * @param afterPosition listing begins behind this position, 0 for the first page
 * @param lastPosition listing ends with this position
 * @param limit at most so many
 */
public record FailedQuery(@Nullable String topic, long afterPosition, long lastPosition, int limit) {

	/**
	 * Checks the limit.
	 */
	public FailedQuery {
		if (limit < 1) {
			throw new IllegalArgumentException("The limit must be at least 1 but is %d".formatted(limit));
		}
	}

	boolean matches(String name) {
		return this.topic == null || this.topic.equals(name);
	}

}
