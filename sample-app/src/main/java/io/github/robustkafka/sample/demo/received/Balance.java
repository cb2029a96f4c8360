package io.github.robustkafka.sample.demo.received;

/**
 * What became of the orders of a lane.
 *
 * @param sent orders in the tally
 * @param lost those that were never received
 * @param reordered those that were received behind a later one of the same key
 * @param duplicates how often an order was received again
 */
public record Balance(int sent, int lost, int reordered, int duplicates) {

	/**
	 * Whether what was promised of the robust lane is true.
	 * @return true if nothing was lost and nothing reordered
	 */
	public boolean isKept() {
		return this.lost == 0 && this.reordered == 0;
	}

}
