package io.github.robustkafka.writer;

import java.time.Duration;

/**
 * How large the outbox may grow and what happens when it is full.
 *
 * @param maxSize limit for the used part of the file, in bytes; failed records up to
 * {@code maxFailedSize} do not count
 * @param maxFailedSize limit for the failed records that do not count, in bytes
 * @param whenFull what a send does when there is no room
 * @param blockTimeout how long a blocked send waits for room
 */
public record RoomSettings(long maxSize, long maxFailedSize, WhenFull whenFull, Duration blockTimeout) {

	/**
	 * What a send does when there is no room.
	 */
	public enum WhenFull {

		/**
		 * Wait for room, at most as long as the block timeout.
		 */
		BLOCK,

		/**
		 * Refuse at once.
		 */
		REJECT

	}

	/**
	 * The part of the limit that appends may use; the rest is a reserve, so that
	 * acknowledging and purging always have room.
	 * @return bytes
	 */
	long limit() {
		return this.maxSize - this.maxSize / 16;
	}

}
