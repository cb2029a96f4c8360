package io.github.robustkafka.inbox;

import java.time.Clock;
import java.time.Duration;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the store within its size: when it has outgrown it, the entries that expire first
 * are deleted, and that is told once.
 */
final class InboxRoom {

	private static final Logger logger = LoggerFactory.getLogger(InboxRoom.class);

	private final long maxSize;

	private final int limit;

	private final Clock clock;

	/**
	 * Entries that were to expire up to this time are gone.
	 */
	private volatile long deletedUntil = Long.MIN_VALUE;

	/**
	 * Creates the bound.
	 * @param maxSize bytes in use
	 * @param limit at most so many entries are deleted at a time
	 * @param clock tells how much too early that is
	 */
	InboxRoom(long maxSize, int limit, Clock clock) {
		this.maxSize = maxSize;
		this.limit = limit;
		this.clock = clock;
	}

	/**
	 * Deletes some entries if the store is too large.
	 * @return whether it did
	 */
	boolean make(InboxStore store) {
		if (store.size().bytes() <= this.maxSize) {
			return false;
		}
		Long until = store.deleteFirst(this.limit);
		if (until == null) {
			return false;
		}
		boolean told = !shortenedBy().isZero();
		this.deletedUntil = Math.max(this.deletedUntil, until);
		if (!told && !shortenedBy().isZero()) {
			logger
				.warn("The inbox has reached its size of {} bytes with {} entries. Those that expire first are deleted, "
						+ "now {} before their retention is over: a duplicate that comes so late is no longer recognised. "
						+ "Consider a larger inbox or a shorter retention.", this.maxSize, store.size().entries(),
						shortenedBy());
		}
		return true;
	}

	/**
	 * How long before their time entries are deleted.
	 */
	Duration shortenedBy() {
		long until = this.deletedUntil;
		long now = this.clock.millis();
		return (until <= now) ? Duration.ZERO : Duration.ofMillis(until - now);
	}

}
