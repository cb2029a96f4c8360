package io.github.robustkafka.listener;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.event.ConsumerStartedEvent;
import org.springframework.kafka.event.ConsumerStoppedEvent;
import org.springframework.kafka.event.ConsumerStoppedEvent.Reason;
import org.springframework.kafka.event.ConsumerStoppingEvent;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.ConsumerAwareRebalanceListener;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.ContainerProperties.AckMode;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.util.backoff.FixedBackOff;

/**
 * Makes Spring's containers ready for a dispatcher: bytes instead of objects, manual
 * acknowledgment, a drain before the last commit, and a poll that comes back soon, since
 * only the consumer's thread can commit and resume.
 */
final class RobustContainers {

	private static final Duration POLL = Duration.ofMillis(100);

	private static final Duration AFTER_DRAIN = Duration.ofSeconds(5);

	private static final long RETRY_DELAY = 1000;

	/** An access rule that is taken away and given back must not end a listener. */
	private static final Duration AUTHORIZATION_RETRY = Duration.ofSeconds(10);

	private RobustContainers() {
	}

	static ConcurrentKafkaListenerContainerFactory<Object, Object> factory(ListenerEngine engine) {
		ConcurrentKafkaListenerContainerFactory<Object, Object> factory = engine.containers().get();
		factory.setConsumerFactory(ByteConsumers.of(engine.consumers()));
		factory.setBatchListener(false);
		return factory;
	}

	/**
	 * Gives the container our listener instead of the one that calls the method.
	 */
	@SuppressWarnings({ "unchecked", "rawtypes" })
	static void adapt(ConcurrentMessageListenerContainer<Object, Object> container, DispatchingListener listener,
			RunningListener running) {
		ContainerProperties properties = container.getContainerProperties();
		properties.setMessageListener(listener);
		container.setCommonErrorHandler(new NothingSkipped());
		properties.setAckMode(AckMode.MANUAL);
		properties.setAsyncAcks(false);
		properties.setKafkaAwareTransactionManager(null);
		properties.setPollTimeout(POLL.toMillis());
		properties.setShutdownTimeout(running.settings().dispatch().drainTimeout().plus(AFTER_DRAIN).toMillis());
		// Handlers are observed where they run; handing a record over is no handling.
		properties.setObservationEnabled(false);
		properties.setMicrometerEnabled(false);
		properties.setConsumerRebalanceListener(
				(properties.getConsumerRebalanceListener() instanceof ConsumerAwareRebalanceListener theirs)
						? new BothListeners(listener, theirs) : listener);
		container.setRecordInterceptor((org.springframework.kafka.listener.RecordInterceptor) listener);
		container.setAutoStartup(false);
		ApplicationEventPublisher publisher = container.getApplicationEventPublisher();
		container.setApplicationEventPublisher(new StopWatch(listener, running, publisher));
		Set<String> topics = Set.of(Objects.requireNonNullElse(properties.getTopics(), new String[0]));
		listener.addMayResume((partition) -> !topics.contains(partition.topic())
				|| (!container.isPauseRequested() && !container.isPartitionPauseRequested(partition)));
		if (properties.getAuthExceptionRetryInterval() == null) {
			properties.setAuthExceptionRetryInterval(AUTHORIZATION_RETRY);
		}
	}

	/**
	 * A retry topic is read from its beginning, whatever the application prefers for a
	 * new group: its first record may be there before the first reader.
	 */
	static Properties fromTheBeginning(Properties properties) {
		Properties copy = new Properties();
		properties.forEach(copy::put);
		copy.setProperty(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
		return copy;
	}

	/**
	 * Hears, on the consumer's thread, that a container stops, and why it has.
	 */
	private record StopWatch(DispatchingListener listener, RunningListener running,
			@Nullable ApplicationEventPublisher next) implements ApplicationEventPublisher {

		@Override
		public void publishEvent(Object event) {
			if (event instanceof ConsumerStoppingEvent stopping) {
				Collection<TopicPartition> partitions = stopping.getPartitions();
				this.listener.onStop(stopping.getConsumer(),
						(partitions != null) ? List.copyOf(partitions) : List.of());
			}
			if (event instanceof ConsumerStoppedEvent stopped && stopped.getReason() != Reason.NORMAL) {
				this.running.endedBySpring(stopped.getReason().name());
			}
			if (event instanceof ConsumerStartedEvent) {
				this.running.endedBySpring(null);
			}
			if (this.next != null) {
				this.next.publishEvent(event);
			}
		}

	}

	/**
	 * Ours drains first, so that the application's sees the end of it.
	 */
	private record BothListeners(ConsumerAwareRebalanceListener ours,
			ConsumerAwareRebalanceListener theirs) implements ConsumerAwareRebalanceListener {

		@Override
		public void onPartitionsRevokedBeforeCommit(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
			this.ours.onPartitionsRevokedBeforeCommit(consumer, partitions);
			this.theirs.onPartitionsRevokedBeforeCommit(consumer, partitions);
		}

		@Override
		public void onPartitionsRevokedAfterCommit(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
			this.theirs.onPartitionsRevokedAfterCommit(consumer, partitions);
		}

		@Override
		public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
			this.theirs.onPartitionsAssigned(consumer, partitions);
		}

		@Override
		public void onPartitionsLost(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
			this.ours.onPartitionsLost(consumer, partitions);
			this.theirs.onPartitionsLost(consumer, partitions);
		}

	}

	/**
	 * A listener of ours has its own way with failures: what fails here is delivered
	 * again.
	 */
	private static final class NothingSkipped extends DefaultErrorHandler {

		NothingSkipped() {
			super(new FixedBackOff(RETRY_DELAY, Long.MAX_VALUE));
			// Otherwise exceptions that it takes for fatal would pass over records.
			setClassifications(Map.of(), true);
		}

	}

}
