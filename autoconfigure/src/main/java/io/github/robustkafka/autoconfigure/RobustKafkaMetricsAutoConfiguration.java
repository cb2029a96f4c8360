package io.github.robustkafka.autoconfigure;

import java.time.Clock;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

import io.github.robustkafka.metrics.CommitRecorder;
import io.github.robustkafka.listener.RobustListeners;
import io.github.robustkafka.metrics.ListenerMetrics;
import io.github.robustkafka.metrics.OutboxMetrics;
import io.github.robustkafka.metrics.RelayRecorder;
import io.github.robustkafka.runtime.Outbox;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the meters of the outbox.
 */
@AutoConfiguration(after = { RobustKafkaAutoConfiguration.class, RobustKafkaListenerAutoConfiguration.class },
		afterName = { "org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration",
				"org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration" })
@ConditionalOnClass({ MeterRegistry.class, MeterBinder.class })
@ConditionalOnBean({ Outbox.class, MeterRegistry.class })
public final class RobustKafkaMetricsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	CommitRecorder robustKafkaCommitRecorder() {
		return new CommitRecorder();
	}

	@Bean
	@ConditionalOnMissingBean
	RelayRecorder robustKafkaRelayRecorder(RobustKafkaProperties properties) {
		return new RelayRecorder(Clock.systemUTC(), properties.metrics().maxTopics());
	}

	@Bean
	@ConditionalOnMissingBean
	OutboxMetrics robustKafkaOutboxMetrics(Outbox outbox, CommitRecorder commits, RelayRecorder relay,
			ObjectProvider<OutboxLocation> location) {
		OutboxLocation known = location.getIfAvailable();
		return new OutboxMetrics(outbox, commits, relay, (known != null) ? known.file() : null);
	}

	@Bean
	@ConditionalOnMissingBean
	ListenerMetrics robustKafkaListenerMetrics(MeterRegistry registry) {
		return new ListenerMetrics(registry);
	}

	/**
	 * Gauges are registered when all listeners are there.
	 */
	@Bean
	@ConditionalOnBean(RobustListeners.class)
	SmartInitializingSingleton robustKafkaListenerGauges(ListenerMetrics metrics,
			ObjectProvider<RobustListeners> listeners) {
		return () -> listeners.ifAvailable((all) -> {
			all.onAdded(metrics::watch);
			metrics.watchInbox(all::inbox);
		});
	}

}
