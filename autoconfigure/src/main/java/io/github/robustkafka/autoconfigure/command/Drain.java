package io.github.robustkafka.autoconfigure.command;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.github.robustkafka.relay.RelayStatus;
import io.github.robustkafka.runtime.Outbox;

/**
 * Publishes all that is pending in an outbox, then closes it. During an outage it keeps
 * trying until its time is over.
 */
final class Drain {

	private static final long STEP = TimeUnit.MILLISECONDS.toNanos(20);

	private static final long REPORT = TimeUnit.SECONDS.toNanos(10);

	private final Outbox outbox;

	private final Duration timeout;

	private final CommandOutput output;

	Drain(Outbox outbox, Duration timeout, CommandOutput output) {
		this.outbox = outbox;
		this.timeout = timeout;
		this.output = output;
	}

	/**
	 * Does it.
	 * @return the exit code of the process: 0 if nothing is left in the outbox that was
	 * not published
	 */
	int run() {
		await();
		long pending = this.outbox.writer().pending();
		long failed = this.outbox.writer().failed();
		String obstacles = obstacles();
		this.outbox.close();
		this.output.line("Kafka has answered for %d records.", this.outbox.writer().committedOutcomes());
		if (pending == 0) {
			this.output.line("Nothing is pending any more.");
		}
		else {
			this.output.line("%d records are still pending after %s%s. They stay in the outbox.", pending, this.timeout,
					obstacles);
		}
		if (failed > 0) {
			this.output.line("%d failed records stay in the outbox: they can never be published as they are.", failed);
		}
		return (pending == 0 && failed == 0) ? 0 : 1;
	}

	private void await() {
		long start = System.nanoTime();
		long reportAt = start + REPORT;
		while (this.outbox.writer().pending() > 0 && System.nanoTime() - start < this.timeout.toNanos()
				&& !Thread.currentThread().isInterrupted()) {
			LockSupport.parkNanos(this, STEP);
			if (System.nanoTime() - reportAt > 0) {
				this.output.line("%d records are pending%s.", this.outbox.writer().pending(), obstacles());
				reportAt += REPORT;
			}
		}
	}

	private String obstacles() {
		RelayStatus relay = this.outbox.relayStatus();
		String damage = this.outbox.store().damage();
		String text = (damage != null) ? "; " + damage : "";
		if (relay == null) {
			return text;
		}
		if (relay.outage() != null) {
			return "; Kafka does not answer: " + relay.outage() + text;
		}
		return relay.obstacles().isEmpty() ? text : "; in the way: " + relay.obstacles() + text;
	}

}
