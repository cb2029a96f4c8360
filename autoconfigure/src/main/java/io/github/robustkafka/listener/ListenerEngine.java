package io.github.robustkafka.listener;

import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BiFunction;
import java.util.function.Supplier;

import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.core.ConsumerFactory;

import io.github.robustkafka.inbox.Inbox;
import io.github.robustkafka.retry.Forwarder;
import io.github.robustkafka.retry.ListenerObserver;

/**
 * What all listeners share.
 *
 * @param consumers the application's consumers
 * @param containers makes a container factory that is configured as the application's own
 * @param forwarder sends to retry topics and dead-letter topics
 * @param inbox remembers handled records; asked for when there is a listener that needs
 * it
 * @param observer hears what happens
 * @param observations the application's observations
 * @param workers finds where the handlers of a listener run
 */
public record ListenerEngine(ConsumerFactory<Object, Object> consumers,
		Supplier<ConcurrentKafkaListenerContainerFactory<Object, Object>> containers, Forwarder forwarder,
		Supplier<Inbox> inbox, ListenerObserver observer, ObservationRegistry observations, Workers workers) {

	/**
	 * Threads and time.
	 *
	 * @param executors finds an executor by the name of a bean, or without one makes the
	 * executor of a listener with that id
	 * @param timer for delays
	 * @param clock tells the time
	 */
	public record Workers(BiFunction<@Nullable String, ListenerSettings, Executor> executors,
			ScheduledExecutorService timer, Clock clock) {
	}

}
