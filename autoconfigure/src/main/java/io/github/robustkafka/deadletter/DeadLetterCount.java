package io.github.robustkafka.deadletter;

import java.util.List;

/**
 * How many dead letters a listener has. Upper bounds: offsets are counted, and records
 * that compaction, deletion or an aborted transaction took away have offsets too. In a
 * dead-letter topic that only the listener writes to and retention shortens, they are
 * exact.
 *
 * @param listener id of the listener
 * @param partitions the partitions of its dead-letter topics
 */
public record DeadLetterCount(String listener, List<Partition> partitions) {

	/**
	 * Returns how many dead letters there are.
	 * @return an upper bound
	 */
	public long total() {
		return this.partitions.stream().mapToLong((each) -> each.end() - each.begin()).sum();
	}

	/**
	 * Returns how many of them were not replayed. Those of another group that a replay
	 * has come across do not count.
	 * @return an upper bound
	 */
	public long notReplayed() {
		return this.partitions.stream().mapToLong(Partition::notReplayed).sum();
	}

	/**
	 * A partition of a dead-letter topic.
	 *
	 * @param topic the topic
	 * @param partition the partition
	 * @param begin offset of the oldest dead letter
	 * @param end offset behind the newest one
	 * @param notReplayed how many were not replayed
	 */
	public record Partition(String topic, int partition, long begin, long end, long notReplayed) {
	}

}
