package io.github.robustkafka.sample.demo.received;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * Which orders of one lane came out of Kafka, in the order in which they did. Safe for
 * use by several threads.
 */
final class Arrivals {

	private final BitSet received = new BitSet();

	private final Map<String, Integer> highestByKey = new HashMap<>();

	private int duplicates;

	private int reordered;

	/**
	 * Counts an order. One that came before is a duplicate, wherever it stands; else it
	 * is reordered if a later one of its key came before it.
	 */
	synchronized void add(String key, int number) {
		if (this.received.get(number)) {
			this.duplicates++;
			return;
		}
		this.received.set(number);
		int highest = this.highestByKey.merge(key, number, Math::max);
		if (highest > number) {
			this.reordered++;
		}
	}

	synchronized int count() {
		return this.received.cardinality();
	}

	/**
	 * Draws the balance.
	 * @param sent how many orders were sent, numbered from 1
	 */
	synchronized Balance balance(int sent) {
		int lost = sent - this.received.get(1, sent + 1).cardinality();
		return new Balance(sent, lost, this.reordered, this.duplicates);
	}

}
