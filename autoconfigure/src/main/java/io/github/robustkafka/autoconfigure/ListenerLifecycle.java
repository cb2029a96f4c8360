package io.github.robustkafka.autoconfigure;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.listener.AbstractMessageListenerContainer;

import io.github.robustkafka.RobustKafkaStartException;
import io.github.robustkafka.listener.RobustListenerBeanPostProcessor;
import io.github.robustkafka.listener.RobustListeners;

/**
 * Starts listeners with the application, when Spring starts its own. Spring stops their
 * containers, which drains them; what they forward with is closed after that.
 */
final class ListenerLifecycle implements SmartLifecycle, DisposableBean {

	private static final Logger logger = LoggerFactory.getLogger(ListenerLifecycle.class);

	private final RobustListeners listeners;

	private final RobustListenerBeanPostProcessor processor;

	private final Set<String> configured;

	private volatile boolean running;

	ListenerLifecycle(RobustListeners listeners, RobustListenerBeanPostProcessor processor, Set<String> configured) {
		this.listeners = listeners;
		this.configured = configured;
		this.processor = processor;
	}

	@Override
	public void start() {
		if (this.processor.hasUntold()) {
			throw new RobustKafkaStartException(
					"There are @RobustListener methods, but nothing that registers them with Spring for Apache Kafka.",
					"Annotate a configuration class with @EnableKafka, or remove a bean named 'org.springframework.kafka.config.internalKafkaListenerAnnotationProcessor' of your own.");
		}
		this.running = true;
		warnOfUnusedSettings();
		this.listeners.start();
	}

	private void warnOfUnusedSettings() {
		Set<String> ids = this.listeners.all()
			.stream()
			.map((listener) -> letters(listener.settings().id()))
			.collect(Collectors.toSet());
		this.configured.stream()
			.filter((id) -> !ids.contains(letters(id)))
			.forEach((id) -> logger.warn(
					"There are settings under 'robust.kafka.listeners.{}', but no @RobustListener has that id: they have no effect, unless its bean is made later.",
					id));
	}

	/** Boot lets a key be written in several ways. */
	private static String letters(String id) {
		return id.replaceAll("[^A-Za-z0-9.]", "").toLowerCase(Locale.ROOT);
	}

	@Override
	public void stop() {
		this.running = false;
		this.listeners.stopStarting();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		// Stops before the containers, so that none is started after they were stopped.
		return AbstractMessageListenerContainer.DEFAULT_PHASE + 1;
	}

	@Override
	public void destroy() {
		this.listeners.close();
	}

}
