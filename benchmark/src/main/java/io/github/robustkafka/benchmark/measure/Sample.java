package io.github.robustkafka.benchmark.measure;

/**
 * What one slice did and cost.
 *
 * @param records records, or operations, that were completed
 * @param seconds time until the last of them was complete
 * @param cpuSeconds processor time of this JVM meanwhile
 * @param allocatedBytes what the JVM's threads allocated meanwhile
 * @param p50 half of the operations took at most so many microseconds; not a number if
 * they were not timed one by one
 * @param p99 99 of 100 operations took at most so many microseconds
 */
public record Sample(long records, double seconds, double cpuSeconds, double allocatedBytes, double p50, double p99) {

	/**
	 * Returns the rate.
	 * @return records in a second
	 */
	public double rate() {
		return this.records / this.seconds;
	}

	/**
	 * Returns the processor time of one record.
	 * @return microseconds
	 */
	public double cpuMicros() {
		return this.cpuSeconds * 1e6 / this.records;
	}

	/**
	 * Returns what one record makes the JVM allocate.
	 * @return bytes
	 */
	public double bytesPerRecord() {
		return this.allocatedBytes / this.records;
	}

}
