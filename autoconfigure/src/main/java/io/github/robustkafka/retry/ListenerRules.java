package io.github.robustkafka.retry;

import java.time.Duration;

/**
 * What a listener does with its records.
 *
 * @param listener id of the listener
 * @param group its group
 * @param chains its topics
 * @param exceptions what is done after which exception
 * @param remember how long the ids of handled records are remembered; zero if they are
 * not
 */
public record ListenerRules(String listener, String group, TopicChains chains, ExceptionRules exceptions,
		Duration remember) {

	/**
	 * Whether duplicates are recognised.
	 * @return true if they are
	 */
	public boolean deduplicates() {
		return !this.remember.isZero();
	}

}
