package io.github.robustkafka.listener;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;

import io.micrometer.observation.Observation;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.config.KafkaListenerContainerFactory;
import org.springframework.kafka.config.KafkaListenerEndpoint;
import org.springframework.kafka.listener.AcknowledgingConsumerAwareMessageListener;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.RecordInterceptor;
import org.springframework.kafka.support.TopicPartitionOffset;
import org.springframework.kafka.support.micrometer.KafkaListenerObservation;
import org.springframework.kafka.support.micrometer.KafkaListenerObservation.DefaultKafkaListenerObservationConvention;
import org.springframework.kafka.support.micrometer.KafkaRecordReceiverContext;

import io.github.robustkafka.dispatch.DispatchSettings;
import io.github.robustkafka.dispatch.Dispatcher;
import io.github.robustkafka.inbox.Inbox;
import io.github.robustkafka.retry.Forwards;
import io.github.robustkafka.retry.ListenerRules;
import io.github.robustkafka.retry.RetryingProcessor;
import io.github.robustkafka.retry.TopicChains;

/**
 * Puts one listener together when Spring makes its containers: first that of the main
 * topics, which brings the method, then that of the retry topics, which shares the
 * dispatcher.
 */
final class ListenerAssembly {

	private final ListenerEngine engine;

	private final ListenerSettings settings;

	private final RunningListener running;

	private final ToIntFunction<String> partitions;

	private final ConcurrentKafkaListenerContainerFactory<Object, Object> factory;

	private @Nullable DispatchingListener dispatching;

	ListenerAssembly(ListenerEngine engine, RunningListener running, ToIntFunction<String> partitions) {
		this.engine = engine;
		this.settings = running.settings();
		this.running = running;
		this.partitions = partitions;
		this.factory = RobustContainers.factory(engine);
	}

	/** Makes the container of the main topics. */
	KafkaListenerContainerFactory<ConcurrentMessageListenerContainer<Object, Object>> main() {
		return new Making((endpoint) -> {
			ConcurrentMessageListenerContainer<Object, Object> container = this.factory
				.createListenerContainer(endpoint);
			this.dispatching = dispatching(container);
			return adapted(container, this.dispatching);
		});
	}

	/** Makes the container of the retry topics, after that of the main topics. */
	KafkaListenerContainerFactory<ConcurrentMessageListenerContainer<Object, Object>> retry() {
		return new Making((endpoint) -> {
			ConcurrentMessageListenerContainer<Object, Object> container = this.factory
				.createListenerContainer(endpoint);
			if (this.dispatching == null) {
				throw new IllegalStateException("The container of the main topics comes first");
			}
			return adapted(container, this.dispatching);
		});
	}

	private ConcurrentMessageListenerContainer<Object, Object> adapted(
			ConcurrentMessageListenerContainer<Object, Object> container, DispatchingListener listener) {
		RobustContainers.adapt(container, listener, this.running);
		this.running.add(container);
		return container;
	}

	private DispatchingListener dispatching(ConcurrentMessageListenerContainer<Object, Object> container) {
		ListenerRules rules = this.settings.rules();
		TopicChains chains = rules.chains();
		ListenerSettings.Dispatch dispatch = this.settings.dispatch();
		ListenerEngine.Workers workers = this.engine.workers();
		RetryingProcessor processor = new RetryingProcessor(rules, handler(container), inbox(),
				new Forwards(this.engine.forwarder(), rules.group(), this.partitions), this.running,
				this.engine.observer(), workers.clock());
		DispatchSettings.Identity identity = rules.deduplicates() ? chains::identity : DispatchSettings.Identity.NONE;
		DispatchSettings how = new DispatchSettings(this.settings.id(), dispatch.ordering(), dispatch.maxInFlight(),
				dispatch.maxUncommitted(), dispatch.drainTimeout(), chains::mainTopic, identity);
		Dispatcher dispatcher = new Dispatcher(how, processor,
				workers.executors().apply(dispatch.executor(), this.settings), workers.timer(), workers.clock());
		this.running.setDispatcher(dispatcher);
		return new DispatchingListener(this.settings.id(), chains, dispatcher, this.engine.observer(), workers.clock());
	}

	private Inbox inbox() {
		return this.settings.rules().deduplicates() ? this.engine.inbox().get() : Inbox.NONE;
	}

	@SuppressWarnings("unchecked")
	private MethodRecordHandler handler(ConcurrentMessageListenerContainer<Object, Object> container) {
		AcknowledgingConsumerAwareMessageListener<Object, Object> method = (AcknowledgingConsumerAwareMessageListener<Object, Object>) container
			.getContainerProperties()
			.getMessageListener();
		if (method == null) {
			throw new IllegalStateException("Listener '%s' has no method".formatted(this.settings.id()));
		}
		NoCurrentObservation.giveTo(method);
		RecordInterceptor<Object, Object> interceptor = container.getRecordInterceptor();
		RecordReader reader = RecordReader.of(this.engine.consumers(), readerConfig());
		this.running.closeAtEnd(reader);
		return new MethodRecordHandler(reader, method, observations(container.getContainerProperties()),
				(interceptor != null) ? new Interception(interceptor) : null);
	}

	private Map<String, Object> readerConfig() {
		Map<String, Object> config = new HashMap<>(this.engine.consumers().getConfigurationProperties());
		Properties own = this.settings.container().properties();
		own.forEach((key, value) -> config.put(key.toString(), value));
		return config;
	}

	private Function<ConsumerRecord<?, ?>, Observation> observations(ContainerProperties properties) {
		if (!properties.isObservationEnabled()) {
			return (record) -> Observation.NOOP;
		}
		return (record) -> KafkaListenerObservation.LISTENER_OBSERVATION.observation(
				properties.getObservationConvention(), DefaultKafkaListenerObservationConvention.INSTANCE,
				() -> new KafkaRecordReceiverContext(record, this.settings.id(), properties.getClientId(),
						this.settings.rules().group(), () -> null),
				this.engine.observations());
	}

	/**
	 * A factory with one way of making.
	 */
	private record Making(Function<KafkaListenerEndpoint, ConcurrentMessageListenerContainer<Object, Object>> way)
			implements
				KafkaListenerContainerFactory<ConcurrentMessageListenerContainer<Object, Object>> {

		@Override
		public ConcurrentMessageListenerContainer<Object, Object> createListenerContainer(
				@Nullable KafkaListenerEndpoint endpoint) {
			return this.way.apply(Objects.requireNonNull(endpoint));
		}

		@Override
		public ConcurrentMessageListenerContainer<Object, Object> createContainer(
				TopicPartitionOffset... topicPartitions) {
			throw new UnsupportedOperationException();
		}

		@Override
		public ConcurrentMessageListenerContainer<Object, Object> createContainer(String... topics) {
			throw new UnsupportedOperationException();
		}

		@Override
		public ConcurrentMessageListenerContainer<Object, Object> createContainer(Pattern topicPattern) {
			throw new UnsupportedOperationException();
		}

	}

}
