package io.github.robustkafka.sample.demo;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.robustkafka.sample.demo.payments.Payments;

/**
 * Tells when nothing more is to be expected of the payments: all are settled, or nothing
 * has happened for longer than the listener ever waits between two attempts.
 */
final class PaymentWatch {

	private static final Duration PATIENCE = Duration.ofSeconds(15);

	private final Supplier<Payments> payments;

	private final Clock clock;

	private @Nullable Payments seen;

	private Instant changedAt;

	PaymentWatch(Supplier<Payments> payments, Clock clock) {
		this.payments = payments;
		this.clock = clock;
		this.changedAt = clock.instant();
	}

	boolean isOver(int sent, int again) {
		Payments now = this.payments.get();
		Instant time = this.clock.instant();
		if (!now.equals(this.seen)) {
			this.seen = now;
			this.changedAt = time;
		}
		return now.isSettled(sent, again) || Duration.between(this.changedAt, time).compareTo(PATIENCE) > 0;
	}

}
