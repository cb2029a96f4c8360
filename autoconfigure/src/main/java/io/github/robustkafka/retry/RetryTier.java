package io.github.robustkafka.retry;

import java.time.Duration;

/**
 * Deliveries that wait equally long and so share a retry topic.
 *
 * @param delay how long they wait
 * @param firstAttempt number of the first of them; that from the main topic has number 1
 * @param lastAttempt number of the last of them
 */
record RetryTier(Duration delay, int firstAttempt, int lastAttempt) {

}
