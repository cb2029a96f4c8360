package io.github.robustkafka.dispatch;

import java.time.Duration;
import java.util.Map;

import org.apache.kafka.common.TopicPartition;

/**
 * How a rebalance or a stop left the records that were in work.
 *
 * @param partitions number of partitions that were given up
 * @param drained records in work that were finished in time
 * @param abandoned records still in work at the deadline, by partition; nothing of them
 * is committed and they are delivered again
 * @param notStarted received records that were not started; they are delivered again
 * @param took how long it took
 */
public record DrainResult(int partitions, int drained, Map<TopicPartition, Integer> abandoned,
		Map<TopicPartition, Integer> notStarted, Duration took) {

	/**
	 * Whether a record was in work or waiting.
	 * @return false if there was nothing to drain
	 */
	public boolean hadWork() {
		return this.drained > 0 || !this.abandoned.isEmpty() || !this.notStarted.isEmpty();
	}

}
