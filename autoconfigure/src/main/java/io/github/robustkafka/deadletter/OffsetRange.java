package io.github.robustkafka.deadletter;

/**
 * Offsets of a partition.
 *
 * @param begin the first
 * @param end the one behind the last
 */
record OffsetRange(long begin, long end) {

	static final OffsetRange NONE = new OffsetRange(0, 0);

	OffsetRange only(long offset) {
		return (offset >= this.begin && offset < this.end) ? new OffsetRange(offset, offset + 1) : NONE;
	}

	OffsetRange from(long offset) {
		return new OffsetRange(Math.min(this.end, Math.max(this.begin, offset)), this.end);
	}

	long length() {
		return this.end - this.begin;
	}

	boolean isEmpty() {
		return this.begin >= this.end;
	}

}
