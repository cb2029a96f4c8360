package io.github.robustkafka.listener;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * What handlers of all members may do, and what they did. Values are numbers that grow
 * within a key. Records that fail are not looked at for order and overlap.
 */
final class HandlingModel {

	private final String topic;

	private final Map<String, Integer> running = new HashMap<>();

	private final Map<String, Long> highest = new HashMap<>();

	private final Set<String> handled = new HashSet<>();

	private final Set<String> failed = new HashSet<>();

	/** Offsets of the main topic whose handler has returned or thrown. */
	private final Map<Integer, Set<Long>> finished = new HashMap<>();

	private final Map<TopicPartition, Long> committed = new HashMap<>();

	private final Map<Integer, Long> checkedUpTo = new HashMap<>();

	private final Queue<String> violations = new ConcurrentLinkedQueue<>();

	private int calls;

	private int commits;

	HandlingModel(String topic) {
		this.topic = topic;
	}

	/** Returns whether the record is to fail now. */
	synchronized boolean begin(ConsumerRecord<String, String> record, boolean failing) {
		this.calls++;
		if (failing) {
			boolean first = record.topic().equals(this.topic) && this.failed.add(identity(record));
			return first || record.topic().equals(this.topic);
		}
		if (this.running.merge(record.key(), 1, Integer::sum) > 1) {
			this.violations.add("overlap of key " + record.key() + " at " + record.value());
		}
		long sequence = Long.parseLong(record.value());
		if (!this.handled.contains(identity(record))) {
			long before = this.highest.merge(record.key(), sequence, Math::max);
			if (before > sequence) {
				this.violations.add("order of key " + record.key() + ": " + sequence + " after " + before);
			}
		}
		return false;
	}

	synchronized void end(ConsumerRecord<String, String> record, boolean failing, boolean succeeded) {
		if (!failing) {
			this.running.merge(record.key(), -1, Integer::sum);
		}
		if (succeeded) {
			this.handled.add(identity(record));
		}
		if (record.topic().equals(this.topic)) {
			this.finished.computeIfAbsent(record.partition(), (partition) -> new HashSet<>()).add(record.offset());
		}
	}

	/** Looks at committed offsets that were read a moment ago. */
	synchronized void look(Map<TopicPartition, OffsetAndMetadata> offsets) {
		offsets.forEach((partition, offset) -> {
			if (offset == null) {
				return;
			}
			Long before = this.committed.put(partition, offset.offset());
			if (before == null || before != offset.offset()) {
				this.commits++;
			}
			if (before != null && before > offset.offset()) {
				this.violations.add("%s went back from %d to %d".formatted(partition, before, offset.offset()));
			}
			if (partition.topic().equals(this.topic)) {
				lookAtFinished(partition.partition(), offset.offset());
			}
		});
	}

	private void lookAtFinished(int partition, long offset) {
		Set<Long> done = this.finished.getOrDefault(partition, Set.of());
		for (long each = this.checkedUpTo.getOrDefault(partition, 0L); each < offset; each++) {
			if (!done.contains(each)) {
				this.violations.add("committed %d of %d past unfinished %d".formatted(offset, partition, each));
			}
		}
		this.checkedUpTo.merge(partition, offset, Math::max);
	}

	synchronized int handled() {
		return this.handled.size();
	}

	synchronized int failed() {
		return this.failed.size();
	}

	synchronized int duplicates() {
		return this.calls - this.failed.size() - this.handled.size();
	}

	synchronized int commits() {
		return this.commits;
	}

	synchronized Map<TopicPartition, Long> committed() {
		return Map.copyOf(this.committed);
	}

	List<String> violations() {
		return new ArrayList<>(this.violations);
	}

	private static String identity(ConsumerRecord<String, String> record) {
		return record.key() + "/" + record.value();
	}

}
