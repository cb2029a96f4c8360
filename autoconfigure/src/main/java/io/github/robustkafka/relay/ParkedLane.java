package io.github.robustkafka.relay;

/**
 * Records of a topic that ask for a partition it does not have yet. They stay in the
 * store; only where to go on is kept. For the relay's thread.
 */
final class ParkedLane {

	private final int partition;

	private final Backoff backoff;

	private long nextPosition = Long.MAX_VALUE;

	private long lastPosition;

	private long retryAt;

	ParkedLane(int partition, BackoffSettings settings) {
		this.partition = partition;
		this.backoff = new Backoff(settings);
	}

	int partition() {
		return this.partition;
	}

	/**
	 * The oldest record of the lane that was not sent.
	 */
	long nextPosition() {
		return this.nextPosition;
	}

	long retryAt() {
		return this.retryAt;
	}

	void add(long position) {
		this.nextPosition = Math.min(this.nextPosition, position);
		this.lastPosition = Math.max(this.lastPosition, position);
	}

	void sentUpTo(long position) {
		this.nextPosition = position + 1;
	}

	/**
	 * Whether all records that were parked here were sent.
	 */
	boolean isEmpty() {
		return this.nextPosition > this.lastPosition;
	}

	void waitMore(long now) {
		this.retryAt = now + this.backoff.next();
	}

}
