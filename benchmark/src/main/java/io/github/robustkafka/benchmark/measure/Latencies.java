package io.github.robustkafka.benchmark.measure;

import java.util.Arrays;

/**
 * Times that single operations took, of one thread or, merged, of several. Not for use by
 * several threads at a time.
 */
public final class Latencies {

	private static final int FIRST_CAPACITY = 4096;

	private long[] nanos = new long[FIRST_CAPACITY];

	private int count;

	private boolean sorted;

	/**
	 * Adds a time.
	 * @param nanos nanoseconds
	 */
	public void add(long nanos) {
		if (this.count == this.nanos.length) {
			this.nanos = Arrays.copyOf(this.nanos, this.count * 2);
		}
		this.nanos[this.count++] = nanos;
		this.sorted = false;
	}

	/**
	 * Adds the times of another thread.
	 * @param other its times
	 */
	public void addAll(Latencies other) {
		for (int i = 0; i < other.count; i++) {
			add(other.nanos[i]);
		}
	}

	/**
	 * Returns how many there are.
	 * @return their number
	 */
	public int count() {
		return this.count;
	}

	/**
	 * Returns the time within which a share of the operations was done.
	 * @param share from 0 to 1, for example 0.99
	 * @return microseconds, not a number if there was no operation
	 */
	public double micros(double share) {
		if (this.count == 0) {
			return Double.NaN;
		}
		if (!this.sorted) {
			Arrays.sort(this.nanos, 0, this.count);
			this.sorted = true;
		}
		int index = (int) Math.ceil(share * this.count) - 1;
		return this.nanos[Math.max(0, index)] / 1000.0;
	}

}
