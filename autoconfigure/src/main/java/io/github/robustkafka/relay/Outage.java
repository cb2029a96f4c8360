package io.github.robustkafka.relay;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The breaker: whether the cluster answers. Open, it lets one look at the cluster through
 * at a time, with growing delays; such a look is one question to the producer's metadata
 * and reaches the broker only as often as the client's own reconnect back-off allows.
 * Logs once when it opens and once when it closes. For the relay's thread.
 */
final class Outage {

	private static final Logger logger = LoggerFactory.getLogger(Outage.class);

	private static final Duration LONGEST_PROBE_DELAY = Duration.ofSeconds(2);

	private static final long PATIENCE = TimeUnit.SECONDS.toNanos(5);

	private static final long FIRST_PATIENCE = TimeUnit.MILLISECONDS.toNanos(1500);

	private final Backoff backoff;

	private volatile boolean open;

	private volatile @Nullable String reason;

	private long since;

	private long missesSince;

	private boolean missing;

	private long probeAt;

	Outage(BackoffSettings settings) {
		this.backoff = new Backoff(settings.cappedAt(LONGEST_PROBE_DELAY));
	}

	boolean isOpen() {
		return this.open;
	}

	@Nullable String reason() {
		return this.reason;
	}

	boolean mayProbe(long now) {
		return !this.open || now - this.probeAt >= 0;
	}

	long probeAt() {
		return this.probeAt;
	}

	/**
	 * The cluster did not answer.
	 */
	void missed(long now, String why) {
		if (!this.missing) {
			this.missing = true;
			this.missesSince = now;
		}
		if (!this.open && now - this.missesSince >= FIRST_PATIENCE) {
			open(now, why);
		}
		this.probeAt = now + this.backoff.next();
	}

	/**
	 * Nothing was answered since, though records are in flight.
	 */
	void silent(long now, long lastAnswerAt) {
		if (!this.open && now - lastAnswerAt >= PATIENCE) {
			open(lastAnswerAt, "no answer for records in flight");
			this.probeAt = now;
		}
	}

	private void open(long now, String why) {
		this.open = true;
		this.since = now;
		this.reason = why;
		logger.warn(
				"Kafka does not answer: {}. Records stay in the outbox and are sent when it does; nothing is lost and nothing is counted.",
				why);
	}

	/**
	 * The cluster answered.
	 * @return whether an outage has ended
	 */
	boolean answered(long now) {
		this.missing = false;
		this.backoff.reset();
		if (!this.open) {
			return false;
		}
		this.open = false;
		this.reason = null;
		logger.info("Kafka answers again after {}. Sending what waits.",
				Duration.ofMillis(TimeUnit.NANOSECONDS.toMillis(now - this.since)));
		return true;
	}

}
