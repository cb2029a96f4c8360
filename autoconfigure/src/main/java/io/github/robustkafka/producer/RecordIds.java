package io.github.robustkafka.producer;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes record ids: UUIDs of version 7, which begin with the time, so that the store's
 * index grows at its end. After the time stand a counter and 42 bits that a secure source
 * chose for this process. Safe for any thread.
 */
final class RecordIds {

	private static final long VERSION = 0x7000L;

	private static final long VARIANT = 0x8000000000000000L;

	private final Clock clock;

	private final long process;

	private final AtomicInteger counter;

	RecordIds(Clock clock) {
		SecureRandom random = new SecureRandom();
		this.clock = clock;
		this.process = random.nextLong() & 0x3ffffffffffL;
		this.counter = new AtomicInteger(random.nextInt());
	}

	UUID next() {
		int count = this.counter.getAndIncrement();
		long high = (this.clock.millis() << 16) | VERSION | (count >>> 20);
		long low = VARIANT | ((count & 0xfffffL) << 42) | this.process;
		return new UUID(high, low);
	}

}
