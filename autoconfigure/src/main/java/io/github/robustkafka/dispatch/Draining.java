package io.github.robustkafka.dispatch;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.apache.kafka.common.TopicPartition;

/**
 * The partitions that are being given up together, with one deadline. Guarded by the
 * dispatcher's lock.
 */
final class Draining {

	private final List<PartitionProgress> partitions;

	private final Map<TopicPartition, Integer> notStarted;

	private final int activeAtStart;

	Draining(List<PartitionProgress> partitions, Map<TopicPartition, Integer> notStarted) {
		this.partitions = partitions;
		this.notStarted = notStarted;
		this.activeAtStart = active();
	}

	int active() {
		return this.partitions.stream().mapToInt((partition) -> partition.active).sum();
	}

	/** From here on nothing is committed for these partitions. */
	DrainResult end(Duration took) {
		Map<TopicPartition, Integer> abandoned = new TreeMap<>(AssignedPartitions.BY_NAME);
		for (PartitionProgress partition : this.partitions) {
			partition.phase = PartitionProgress.Phase.CLOSED;
			if (partition.active > 0) {
				abandoned.put(partition.topicPartition, partition.active);
			}
		}
		return new DrainResult(this.partitions.size(), this.activeAtStart - active(), abandoned, this.notStarted, took);
	}

}
