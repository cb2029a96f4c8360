package io.github.robustkafka.relay;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Answers of producers that the relay has not dealt with. Added by the producers'
 * threads, record by record, and taken by the relay all at once: that is cheaper than a
 * queue of which both ends are in use.
 */
final class Answers {

	private List<Delivery> waiting = new ArrayList<>();

	/**
	 * For the relay's thread.
	 */
	private List<Delivery> taken = List.of();

	private int next;

	synchronized void add(Delivery answer) {
		this.waiting.add(answer);
	}

	/**
	 * Takes the next answer, oldest first. For the relay's thread.
	 * @return the answer, or null if there is none
	 */
	@Nullable Delivery poll() {
		if (this.next == this.taken.size()) {
			this.taken = takeAll();
			this.next = 0;
			if (this.taken.isEmpty()) {
				return null;
			}
		}
		return this.taken.get(this.next++);
	}

	private synchronized List<Delivery> takeAll() {
		if (this.waiting.isEmpty()) {
			return List.of();
		}
		List<Delivery> all = this.waiting;
		this.waiting = new ArrayList<>(all.size());
		return all;
	}

}
