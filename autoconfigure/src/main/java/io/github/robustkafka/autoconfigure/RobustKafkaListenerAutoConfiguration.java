package io.github.robustkafka.autoconfigure;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

import io.micrometer.observation.ObservationRegistry;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.thread.Threading;
import org.springframework.boot.kafka.autoconfigure.ConcurrentKafkaListenerContainerFactoryConfigurer;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.kafka.annotation.KafkaListenerAnnotationBeanPostProcessor;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.config.ContainerCustomizer;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.util.function.SingletonSupplier;

import io.github.robustkafka.autoconfigure.listener.BoundListenerSettings;
import io.github.robustkafka.deadletter.DeadLetters;
import io.github.robustkafka.inbox.Inbox;
import io.github.robustkafka.inbox.StoredInbox;
import io.github.robustkafka.listener.ListenerEngine;
import io.github.robustkafka.listener.RobustListenerBeanPostProcessor;
import io.github.robustkafka.listener.RobustListenerRegistrar;
import io.github.robustkafka.listener.RobustListeners;
import io.github.robustkafka.listener.RunningListener;
import io.github.robustkafka.retry.Forwarder;
import io.github.robustkafka.retry.ListenerObserver;
import io.github.robustkafka.sqlite.SqliteInboxStore;
import io.github.robustkafka.template.KafkaProducerSource;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for listeners. What they need is
 * made when there is one.
 */
@AutoConfiguration(after = { RobustKafkaAutoConfiguration.class, KafkaAutoConfiguration.class })
@ConditionalOnBean({ ApplicationProducer.class, ConsumerFactory.class,
		ConcurrentKafkaListenerContainerFactoryConfigurer.class })
public final class RobustKafkaListenerAutoConfiguration {

	@Bean
	static RobustListenerBeanPostProcessor robustKafkaListenerBeanPostProcessor() {
		return new RobustListenerBeanPostProcessor();
	}

	@Bean
	ListenerThreads robustKafkaListenerThreads(ConfigurableListableBeanFactory beans,
			ConfigurableEnvironment environment) {
		return new ListenerThreads(beans, Threading.VIRTUAL.isActive(environment));
	}

	@Bean
	Forwarder robustKafkaForwarder(ApplicationProducer producer, ConsumerFactory<?, ?> consumers,
			ListenerThreads threads) {
		SingletonSupplier<KafkaProducerSource> source = SingletonSupplier
			.of(() -> forwarderSource(producer, consumers));
		return new Forwarder(() -> source.obtain().create(), (closed) -> source.obtain().closed(closed),
				threads.timer());
	}

	private static KafkaProducerSource forwarderSource(ApplicationProducer producer, ConsumerFactory<?, ?> consumers) {
		Map<String, Object> config = ListenerClients.producer(producer.relayConfig(),
				consumers.getConfigurationProperties());
		return new KafkaProducerSource("robustKafkaForwarder", config, producer.factory());
	}

	@Bean
	RobustListeners robustKafkaListeners(ConsumerFactory<?, ?> consumers, Forwarder forwarder,
			ObjectProvider<Inbox> inbox, ListenerThreads threads, ListenerContainers containers,
			ObjectProvider<ListenerObserver> observers, ObjectProvider<KafkaAdmin> admins) {
		ListenerEngine.Workers workers = new ListenerEngine.Workers(threads::executor, threads.timer(),
				Clock.systemUTC());
		@SuppressWarnings("unchecked")
		ConsumerFactory<Object, Object> factory = (ConsumerFactory<Object, Object>) consumers;
		ListenerEngine engine = new ListenerEngine(factory, () -> containers.factory(factory), forwarder,
				inbox::getObject, new ListenerObservers(observers.orderedStream().toList()), containers.observations(),
				workers);
		return new RobustListeners(engine, () -> Admin.create(adminConfig(admins, factory)));
	}

	@Bean
	@Lazy
	@ConditionalOnMissingBean
	DeadLetters robustKafkaDeadLetters(RobustListeners listeners, ApplicationProducer producer,
			ConsumerFactory<?, ?> consumers, ObjectProvider<ListenerObserver> observers) {
		return new DeadLetters(() -> listeners.all().stream().map(RunningListener::settings).toList(),
				new ApplicationDeadLetterClients(producer.relayConfig(), consumers.getConfigurationProperties()),
				new ListenerObservers(observers.orderedStream().toList()));
	}

	private static Map<String, Object> adminConfig(ObjectProvider<KafkaAdmin> admins, ConsumerFactory<?, ?> consumers) {
		KafkaAdmin admin = admins.getIfUnique();
		return ListenerClients.admin((admin != null) ? admin.getConfigurationProperties() : Map.of(),
				consumers.getConfigurationProperties());
	}

	@Bean
	ListenerContainers robustKafkaListenerContainers(ConcurrentKafkaListenerContainerFactoryConfigurer configurer,
			ObjectProvider<ContainerCustomizer<Object, Object, ConcurrentMessageListenerContainer<Object, Object>>> customizer,
			ObjectProvider<ObservationRegistry> observations) {
		return new ListenerContainers(configurer, customizer.getIfAvailable(),
				observations.getIfUnique(() -> ObservationRegistry.NOOP));
	}

	@Bean
	RobustListenerRegistrar robustKafkaListenerRegistrar(RobustListenerBeanPostProcessor processor,
			RobustListeners listeners, KafkaListenerAnnotationBeanPostProcessor<?, ?> kafka,
			ConfigurableListableBeanFactory beans, ConfigurableEnvironment environment,
			ConsumerFactory<?, ?> consumers) {
		BoundListenerSettings settings = new BoundListenerSettings(environment, beans.getBeanClassLoader(),
				consumers.getConfigurationProperties());
		return new RobustListenerRegistrar(processor, listeners, settings, kafka, beans);
	}

	@Bean
	ListenerLifecycle robustKafkaListenerLifecycle(RobustListeners listeners, RobustListenerBeanPostProcessor processor,
			RobustKafkaProperties properties) {
		return new ListenerLifecycle(listeners, processor, properties.listeners().keySet());
	}

	/**
	 * Made when a listener asks for it.
	 */
	@Bean
	@Lazy
	@ConditionalOnMissingBean(Inbox.class)
	StoredInbox robustKafkaInbox(RobustKafkaProperties properties, ConfigurableEnvironment environment) {
		RobustKafkaProperties.Inbox inbox = properties.inbox();
		Path path = PropertiesCheck.inboxPath(properties, environment);
		long maxSize = inbox.maxSize().toBytes();
		Clock clock = Clock.systemUTC();
		return StoredInbox.start(() -> SqliteInboxStore.open(path, maxSize, clock), maxSize, clock);
	}

	/**
	 * Makes container factories as Spring Boot does.
	 */
	record ListenerContainers(ConcurrentKafkaListenerContainerFactoryConfigurer configurer,
			@Nullable ContainerCustomizer<Object, Object, ConcurrentMessageListenerContainer<Object, Object>> customizer,
			ObservationRegistry observations) {

		ConcurrentKafkaListenerContainerFactory<Object, Object> factory(ConsumerFactory<Object, Object> consumers) {
			ConcurrentKafkaListenerContainerFactory<Object, Object> factory = new ConcurrentKafkaListenerContainerFactory<>();
			this.configurer.configure(factory, consumers);
			if (this.customizer != null) {
				factory.setContainerCustomizer(this.customizer);
			}
			return factory;
		}

	}

}
