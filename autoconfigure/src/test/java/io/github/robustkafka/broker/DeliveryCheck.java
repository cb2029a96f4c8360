package io.github.robustkafka.broker;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Compares what was sent with what is delivered, one record after the other.
 */
final class DeliveryCheck {

	private final List<SentRecord> sent;

	private final Map<SentRecord, Integer> positions = new HashMap<>();

	private final BitSet delivered = new BitSet();

	private final Map<KeyInPartition, Integer> latest = new HashMap<>();

	private final List<SentRecord> duplicates = new ArrayList<>();

	private final List<SentRecord> reordered = new ArrayList<>();

	private final List<SentRecord> unknown = new ArrayList<>();

	DeliveryCheck(List<SentRecord> sent) {
		this.sent = sent;
		for (int position = 0; position < sent.size(); position++) {
			if (this.positions.put(sent.get(position), position) != null) {
				throw new IllegalArgumentException("Sent twice, so copies cannot be told: " + sent.get(position));
			}
		}
	}

	/**
	 * Takes the next record of a partition.
	 */
	void delivered(int partition, SentRecord record) {
		Integer position = this.positions.get(record);
		if (position == null) {
			this.unknown.add(record);
			return;
		}
		if (this.delivered.get(position)) {
			this.duplicates.add(record);
			return;
		}
		this.delivered.set(position);
		int latest = this.latest.merge(new KeyInPartition(record.key(), partition), position, Math::max);
		if (latest > position) {
			this.reordered.add(record);
		}
	}

	DeliveryReport report() {
		List<SentRecord> lost = new ArrayList<>();
		for (int i = this.delivered.nextClearBit(0); i < this.sent.size(); i = this.delivered.nextClearBit(i + 1)) {
			lost.add(this.sent.get(i));
		}
		return new DeliveryReport(this.sent.size(), this.delivered.cardinality(), lost, this.duplicates, this.reordered,
				this.unknown);
	}

	/**
	 * Kafka knows an order within a partition only; a key has several partitions when it
	 * is null or when partitions were added.
	 */
	private record KeyInPartition(@Nullable String key, int partition) {

	}

}
