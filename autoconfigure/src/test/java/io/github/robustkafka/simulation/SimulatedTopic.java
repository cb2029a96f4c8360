package io.github.robustkafka.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A topic of the simulated cluster: its partitions, and what stands in the way of those
 * who write to it.
 */
final class SimulatedTopic {

	static final int MOST_PARTITIONS = 8;

	private static final int REMEMBERED = 5;

	final String name;

	/**
	 * Whether it never gains partitions, so that a key always goes to the same one.
	 */
	final boolean keepsItsPartitions;

	int partitions;

	boolean exists = true;

	boolean authorized = true;

	boolean compacted;

	int maxBytes = Integer.MAX_VALUE;

	/**
	 * Where the next record goes, by partition.
	 */
	private final Map<Integer, Long> endOffsets = new HashMap<>();

	/**
	 * The latest batches of each producer, by partition and producer.
	 */
	private final Map<String, List<Accepted>> remembered = new HashMap<>();

	SimulatedTopic(String name, int partitions, boolean keepsItsPartitions) {
		this.name = name;
		this.partitions = partitions;
		this.keepsItsPartitions = keepsItsPartitions;
	}

	/**
	 * Somebody deletes it; its records are gone, and so are its producers' numbers.
	 */
	void delete() {
		this.exists = false;
		this.endOffsets.clear();
		this.remembered.clear();
	}

	long takeOffsets(int partition, int count) {
		long first = this.endOffsets.getOrDefault(partition, 0L);
		this.endOffsets.put(partition, first + count);
		return first;
	}

	/**
	 * The offset that this very batch was given before, -1 if it is new, -2 if a batch is
	 * missing before it.
	 */
	long recognise(ProducerBatch batch) {
		List<Accepted> known = this.remembered.get(key(batch));
		if (known == null) {
			return -1;
		}
		for (Accepted accepted : known) {
			if (accepted.sequence() == batch.sequence()) {
				return accepted.offset();
			}
		}
		Accepted latest = known.get(known.size() - 1);
		return (latest.sequence() + latest.count() == batch.sequence()) ? -1 : -2;
	}

	void remember(ProducerBatch batch, long offset) {
		List<Accepted> known = this.remembered.computeIfAbsent(key(batch), (key) -> new ArrayList<>());
		known.add(new Accepted(batch.sequence(), batch.entries().size(), offset));
		if (known.size() > REMEMBERED) {
			known.remove(0);
		}
	}

	private static String key(ProducerBatch batch) {
		return batch.partition() + "/" + batch.producerId();
	}

	private record Accepted(int sequence, int count, long offset) {
	}

}
