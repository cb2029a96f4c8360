package io.github.robustkafka.simulation;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;

/**
 * Time that passes only when the simulation says so. The wall clock may be set; the
 * nanoseconds never go back.
 */
final class VirtualTime extends Clock {

	private static final long START = 1_700_000_000_000L;

	private long nanos;

	private long offsetMillis;

	long nanos() {
		return this.nanos;
	}

	void advanceTo(long time) {
		this.nanos = Math.max(this.nanos, time);
	}

	/**
	 * Somebody sets the wall clock.
	 */
	void jump(long millis) {
		this.offsetMillis += millis;
	}

	@Override
	public long millis() {
		return START + this.offsetMillis + TimeUnit.NANOSECONDS.toMillis(this.nanos);
	}

	@Override
	public Instant instant() {
		return Instant.ofEpochMilli(millis());
	}

	@Override
	public ZoneId getZone() {
		return ZoneOffset.UTC;
	}

	@Override
	public Clock withZone(ZoneId zone) {
		return this;
	}

}
