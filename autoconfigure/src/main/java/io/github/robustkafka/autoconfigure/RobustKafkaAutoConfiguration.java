package io.github.robustkafka.autoconfigure;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.ConfigurationPropertiesBinding;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.core.ProducerFactory;
import org.springframework.util.PatternMatchUtils;

import io.github.robustkafka.autoconfigure.keys.KnownKeys;
import io.github.robustkafka.autoconfigure.keys.UnknownKeys;
import io.github.robustkafka.outbox.OutboxStore;
import io.github.robustkafka.relay.ProducerSource;
import io.github.robustkafka.relay.RelayObserver;
import io.github.robustkafka.relay.RelaySettings;
import io.github.robustkafka.runtime.Outbox;
import io.github.robustkafka.runtime.OutboxSettings;
import io.github.robustkafka.sqlite.SqliteOutboxStore;
import io.github.robustkafka.sqlite.SqliteSettings;
import io.github.robustkafka.template.KafkaProducerSource;
import io.github.robustkafka.template.RobustKafkaTemplates;
import io.github.robustkafka.template.RobustKafkaTemplates.TemplateSettings;
import io.github.robustkafka.writer.FailedRecords;
import io.github.robustkafka.writer.OutboxObserver;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the outbox: its store, the
 * source of the relay's producers, the running outbox, and what makes robust templates.
 */
@AutoConfiguration(before = KafkaAutoConfiguration.class)
@ConditionalOnClass({ KafkaTemplate.class, KafkaAutoConfiguration.class })
@ConditionalOnBooleanProperty(name = "robust.kafka.enabled", matchIfMissing = true)
@Conditional(OnKafkaAutoConfiguration.class)
@EnableConfigurationProperties(RobustKafkaProperties.class)
public final class RobustKafkaAutoConfiguration {

	private static final String LIFECYCLE = "robustKafkaOutboxLifecycle";

	private final RobustKafkaProperties properties;

	RobustKafkaAutoConfiguration(RobustKafkaProperties properties, ConfigurableEnvironment environment) {
		UnknownKeys.refuse(environment, new KnownKeys("robust.kafka", RobustKafkaProperties.class));
		PropertiesCheck.check(properties);
		this.properties = properties;
	}

	@Bean
	@ConfigurationPropertiesBinding
	static PathToStringConverter robustKafkaPathToStringConverter() {
		return new PathToStringConverter();
	}

	@Bean
	ApplicationProducer robustKafkaApplicationProducer(ObjectProvider<ProducerFactory<?, ?>> producerFactories,
			ObjectProvider<RelayProducerConfigCustomizer> customizers) {
		return new ApplicationProducer(ApplicationProducer.choose(producerFactories),
				(config) -> customizers.orderedStream().forEach((customizer) -> customizer.customize(config)));
	}

	@Bean
	@ConditionalOnMissingBean(ProducerSource.class)
	KafkaProducerSource robustKafkaProducerSource(ApplicationProducer applicationProducer) {
		return applicationProducer.source();
	}

	@Bean
	ListenerBeans robustKafkaListenerBeans(ListableBeanFactory beanFactory) {
		return new ListenerBeans(beanFactory);
	}

	@Bean
	@ConditionalOnMissingBean
	Outbox robustKafkaOutbox(OutboxStore store, ProducerSource source, ApplicationProducer applicationProducer,
			ListenerBeans listeners, ObjectProvider<OutboxObserver> observers,
			ObjectProvider<RelayObserver> relayObservers) {
		KafkaClientFaults.warn();
		RelayObserver relayObserver = RelayObservers.of(relayObservers.orderedStream().toList());
		return Outbox.start(store, listeners.holdBack(source), settings(applicationProducer, relayObserver),
				listeners.listeners(), new ObserverBeans(observers.orderedStream().toList()));
	}

	OutboxSettings settings(ApplicationProducer applicationProducer, RelayObserver relayObserver) {
		RobustKafkaProperties.Relay relay = this.properties.relay();
		RobustKafkaProperties.Template template = this.properties.template();
		RelaySettings relaySettings = new RelaySettings(relay.maxInFlight(),
				applicationProducer.maxInFlightBytes(relay.maxInFlightSize().toBytes()), relay.pollInterval(),
				relay.backoff().settings(), relayObserver);
		return new OutboxSettings(this.properties.outbox().room(), relaySettings, relay.enabled(),
				template.maxAwaited(), template.maxAwaitedSize().toBytes(), relay.drainTimeout());
	}

	@Bean(LIFECYCLE)
	OutboxLifecycle robustKafkaOutboxLifecycle(Outbox outbox, ListenerBeans listeners,
			ObjectProvider<OutboxLocation> location) {
		OutboxLocation known = location.getIfAvailable();
		String description = (known != null) ? known.describe() : outbox.store().getClass().getName();
		return new OutboxLifecycle(outbox, listeners, description);
	}

	@Bean
	@ConditionalOnMissingBean
	FailedRecords robustKafkaFailedRecords(Outbox outbox) {
		return outbox.failedRecords();
	}

	/**
	 * Depends on the lifecycle so that, once there is a template, closing the outbox does
	 * not wait for listeners that never come.
	 */
	@Bean
	@ConditionalOnMissingBean
	@DependsOn(LIFECYCLE)
	RobustKafkaTemplates robustKafkaTemplates(Outbox outbox, ApplicationProducer applicationProducer) {
		RobustKafkaProperties.Template template = this.properties.template();
		String[] excluded = template.excludeTopics().toArray(String[]::new);
		TemplateSettings settings = new TemplateSettings((topic) -> PatternMatchUtils.simpleMatch(excluded, topic),
				template.completeOn(), template.flushTimeout());
		return new RobustKafkaTemplates(outbox.writer(), outbox.outcomes(), settings,
				applicationProducer.relayConfig());
	}

	/**
	 * The store in a SQLite file, unless the application has one of its own.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingBean({ OutboxStore.class, Outbox.class })
	static class SqliteConfiguration {

		@Bean
		OutboxLocation robustKafkaOutboxLocation(RobustKafkaProperties properties,
				ConfigurableEnvironment environment) {
			String path = environment.resolvePlaceholders(properties.outbox().path());
			return new OutboxLocation(PropertiesCheck.outboxPath(path), properties.outbox().durability());
		}

		@Bean
		SqliteOutboxStore robustKafkaOutboxStore(OutboxLocation location, RobustKafkaProperties properties) {
			RobustKafkaProperties.Outbox outbox = properties.outbox();
			return SqliteOutboxStore.open(new SqliteSettings(location.file(), location.durability(), outbox.retention(),
					outbox.maxSize().toBytes(), outbox.onDamage()));
		}

	}

}
