package io.github.robustkafka.autoconfigure;

import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.SmartLifecycle;

import io.github.robustkafka.runtime.Outbox;

/**
 * The outbox in the life of the application context: it works as soon as its bean is
 * made, so that beans may send while they are initialized. It says so before anything
 * else starts. When everything else has stopped, pending records get a last chance; the
 * outbox closes with its bean, after all templates.
 */
final class OutboxLifecycle implements SmartLifecycle, SmartInitializingSingleton, DisposableBean {

	private static final Logger logger = LoggerFactory.getLogger(OutboxLifecycle.class);

	private final Outbox outbox;

	private final ListenerBeans listeners;

	private final String description;

	private volatile boolean running;

	OutboxLifecycle(Outbox outbox, ListenerBeans listeners, String description) {
		this.outbox = outbox;
		this.listeners = listeners;
		this.description = description;
	}

	@Override
	public void afterSingletonsInstantiated() {
		this.listeners.fetch();
	}

	@Override
	public void start() {
		this.running = true;
		logger.info("The outbox is {}: {}; the relay is {}.", this.description, backlog(),
				(this.outbox.relayStatus() != null) ? "on" : "off");
	}

	private String backlog() {
		long pending = this.outbox.writer().pending();
		if (pending == 0) {
			return "nothing pending";
		}
		Duration oldest = this.outbox.oldestPendingAge(Clock.systemUTC().millis());
		return "%d pending, the oldest for %s".formatted(pending, oldest.truncatedTo(ChronoUnit.SECONDS));
	}

	@Override
	public void stop() {
		this.running = false;
		this.outbox.drain();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	/**
	 * Stays up when a test context is set aside: it is not in the way of others.
	 */
	@Override
	public boolean isPauseable() {
		return false;
	}

	@Override
	public int getPhase() {
		return Integer.MIN_VALUE;
	}

	@Override
	public void destroy() {
		this.listeners.release();
	}

}
