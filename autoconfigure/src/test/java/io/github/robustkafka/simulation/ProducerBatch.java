package io.github.robustkafka.simulation;

import java.util.ArrayList;
import java.util.List;

import org.apache.kafka.clients.producer.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Records of one partition that a producer sends together, under one sequence number.
 */
final class ProducerBatch {

	private final String topic;

	private final int partition;

	private final List<Entry> entries = new ArrayList<>();

	private final List<@Nullable Callback> callbacks = new ArrayList<>();

	private String producerId = "";

	private int sequence = -1;

	private int attempts;

	ProducerBatch(String topic, int partition) {
		this.topic = topic;
		this.partition = partition;
	}

	void add(Entry entry, @Nullable Callback callback) {
		this.entries.add(entry);
		this.callbacks.add(callback);
	}

	void number(String producerId, int sequence) {
		this.producerId = producerId;
		this.sequence = sequence;
	}

	void attempted() {
		this.attempts++;
	}

	/**
	 * Whether it was sent more than once.
	 */
	boolean isRepeated() {
		return this.attempts > 1;
	}

	boolean isNumbered() {
		return this.sequence >= 0;
	}

	void forgetNumber() {
		this.sequence = -1;
	}

	/**
	 * A batch for each of its records, numbered as the records were.
	 */
	List<ProducerBatch> split() {
		List<ProducerBatch> pieces = new ArrayList<>();
		for (int i = 0; i < this.entries.size(); i++) {
			ProducerBatch piece = new ProducerBatch(this.topic, this.partition);
			piece.add(this.entries.get(i), this.callbacks.get(i));
			piece.number(this.producerId, this.sequence + i);
			piece.attempts = this.attempts;
			pieces.add(piece);
		}
		return pieces;
	}

	String topic() {
		return this.topic;
	}

	int partition() {
		return this.partition;
	}

	List<Entry> entries() {
		return this.entries;
	}

	List<@Nullable Callback> callbacks() {
		return this.callbacks;
	}

	String producerId() {
		return this.producerId;
	}

	int sequence() {
		return this.sequence;
	}

	int bytes() {
		return this.entries.stream().mapToInt(Entry::size).sum();
	}

}
