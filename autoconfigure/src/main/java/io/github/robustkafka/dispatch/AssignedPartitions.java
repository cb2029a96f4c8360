package io.github.robustkafka.dispatch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The partitions that records were received from, and how full they are. Guarded by the
 * dispatcher's lock.
 */
final class AssignedPartitions {

	static final Comparator<TopicPartition> BY_NAME = Comparator.comparing(TopicPartition::topic)
		.thenComparingInt(TopicPartition::partition);

	private final Map<TopicPartition, PartitionProgress> partitions = new HashMap<>();

	private final int maxUncommitted;

	private final int maxUnfinished;

	private int unfinished;

	private int active;

	AssignedPartitions(int maxUncommitted, int maxUnfinished) {
		this.maxUncommitted = maxUncommitted;
		this.maxUnfinished = maxUnfinished;
	}

	/** Returns where the record belongs, or null if it is in work already. */
	@Nullable PartitionProgress of(Object owner, ConsumerRecord<?, ?> record, ReadyQueues ready, HeldRecords held) {
		TopicPartition name = new TopicPartition(record.topic(), record.partition());
		PartitionProgress partition = this.partitions.get(name);
		if (partition != null && (partition.owner != owner || partition.isRewound(record.offset()))) {
			partition.phase = PartitionProgress.Phase.CLOSED;
			giveUp(partition, ready, held);
			partition = null;
		}
		if (partition == null) {
			partition = new PartitionProgress(name, owner);
			this.partitions.put(name, partition);
		}
		if (partition.isTracked(record.offset())) {
			return null;
		}
		this.unfinished++;
		return partition;
	}

	void started(PartitionProgress partition) {
		this.active++;
		partition.active++;
	}

	void ended(PartitionProgress partition) {
		this.active--;
		partition.active--;
	}

	void finished(RecordTask task) {
		PartitionProgress partition = task.partition;
		partition.finish(task);
		if (partition.phase == PartitionProgress.Phase.OPEN) {
			this.unfinished--;
		}
	}

	/** The record makes room for others. A drain still waits for its end. */
	void handled(RecordTask task) {
		this.active--;
		task.partition.handled++;
		if (task.partition.phase == PartitionProgress.Phase.OPEN) {
			this.unfinished--;
		}
		task.forgetRecord();
	}

	void finishedHandled(RecordTask task) {
		task.partition.active--;
		task.partition.handled--;
		task.partition.finish(task);
	}

	boolean hasRoom(int held) {
		return this.unfinished - held < this.maxUnfinished;
	}

	/** Less than half of the stock is left: time to fetch more. */
	boolean hasEnoughRoom(int held) {
		return this.unfinished - held <= this.maxUnfinished / 2;
	}

	/** Starts none of their records any more. */
	Draining giveUp(Object owner, Collection<TopicPartition> revoked, ReadyQueues ready, HeldRecords held,
			boolean lost) {
		List<PartitionProgress> given = new ArrayList<>();
		Map<TopicPartition, Integer> notStarted = new TreeMap<>(BY_NAME);
		for (TopicPartition name : revoked) {
			PartitionProgress partition = this.partitions.get(name);
			if (partition != null && partition.owner == owner) {
				partition.phase = lost ? PartitionProgress.Phase.CLOSED : PartitionProgress.Phase.DRAINING;
				int left = giveUp(partition, ready, held);
				if (left > 0) {
					notStarted.put(name, left);
				}
				given.add(partition);
			}
		}
		return new Draining(given, notStarted);
	}

	private int giveUp(PartitionProgress partition, ReadyQueues ready, HeldRecords held) {
		this.partitions.remove(partition.topicPartition);
		this.unfinished -= partition.unfinished - partition.handled;
		partition.forEach((task) -> drop(task, ready, held));
		return partition.unfinished - partition.active;
	}

	private static void drop(RecordTask task, ReadyQueues ready, HeldRecords held) {
		RecordTask.State state = task.state;
		if (state == RecordTask.State.ACTIVE || state == RecordTask.State.HANDLED
				|| state == RecordTask.State.FINISHED) {
			return;
		}
		if (state == RecordTask.State.HELD) {
			held.release(task);
		}
		task.cancelTimer();
		task.state = RecordTask.State.DROPPED;
		task.forgetRecord();
		if (state == RecordTask.State.DELAYED && task.queue != null) {
			ready.resume(task.queue);
		}
	}

	void pauseAndResume(Consumer<?, ?> consumer, HeldRecords held, Predicate<TopicPartition> mayResume) {
		Set<TopicPartition> pausedNow = consumer.paused();
		List<PartitionProgress> pause = new ArrayList<>();
		List<PartitionProgress> resume = new ArrayList<>();
		for (TopicPartition name : consumer.assignment()) {
			PartitionProgress partition = this.partitions.computeIfAbsent(name,
					(absent) -> new PartitionProgress(absent, consumer));
			if (partition.owner != consumer) {
				// Another consumer has it by now, and this one has not heard of it.
				continue;
			}
			partition.paused = partition.paused && pausedNow.contains(name);
			if (!pausedNow.contains(name) && isFull(partition, held)) {
				pause.add(partition);
			}
			else if (partition.paused && hasEnoughRoom(partition, held) && mayResume.test(name)) {
				resume.add(partition);
			}
		}
		// Either can fail when a partition is being taken away: then it is tried again.
		consumer.pause(names(pause));
		pause.forEach((partition) -> partition.paused = true);
		consumer.resume(names(resume));
		resume.forEach((partition) -> partition.paused = false);
	}

	private static List<TopicPartition> names(List<PartitionProgress> partitions) {
		return partitions.stream().map((partition) -> partition.topicPartition).toList();
	}

	private boolean isFull(PartitionProgress partition, HeldRecords held) {
		return !hasRoom(held.count()) || partition.uncommitted() >= this.maxUncommitted
				|| (partition.held > 0 && held.isFull());
	}

	private boolean hasEnoughRoom(PartitionProgress partition, HeldRecords held) {
		return hasEnoughRoom(held.count()) && partition.uncommitted() <= this.maxUncommitted / 2
				&& (partition.held == 0 || !held.isFull());
	}

	DispatchState state(int held, long now, boolean pausing) {
		List<DispatchState.Partition> waiting = new ArrayList<>();
		int paused = 0;
		for (PartitionProgress partition : this.partitions.values()) {
			paused += partition.paused ? 1 : 0;
			RecordTask oldest = partition.oldest();
			if (oldest != null && oldest.state != RecordTask.State.HELD) {
				waiting.add(new DispatchState.Partition(partition.topicPartition.toString(), oldest.offset,
						Duration.ofNanos(pausing ? 0 : partition.heldUpNanos(now)), partition.uncommitted()));
			}
		}
		return new DispatchState(this.active, this.unfinished, held, paused, waiting);
	}

}
