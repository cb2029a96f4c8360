package io.github.robustkafka.autoconfigure;

import java.time.Clock;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.util.unit.DataSize;

import io.github.robustkafka.actuate.HealthThresholds;
import io.github.robustkafka.actuate.ListenersHealth;
import io.github.robustkafka.actuate.RobustKafkaHealthIndicator;
import io.github.robustkafka.listener.RobustListeners;
import io.github.robustkafka.retry.Forwarder;
import io.github.robustkafka.runtime.Outbox;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the health of the outbox.
 */
@AutoConfiguration(after = { RobustKafkaTemplateAutoConfiguration.class, RobustKafkaListenerAutoConfiguration.class })
@ConditionalOnClass({ HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnBean(Outbox.class)
public final class RobustKafkaHealthAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = "robustKafkaHealthIndicator")
	@ConditionalOnEnabledHealthIndicator("robustkafka")
	RobustKafkaHealthIndicator robustKafkaHealthIndicator(Outbox outbox, ObjectProvider<OutboxLocation> location,
			ObjectProvider<NotRobustTemplates> notRobustTemplates, ObjectProvider<ListenersHealth> listeners,
			RobustKafkaProperties properties) {
		OutboxLocation known = location.getIfAvailable();
		return new RobustKafkaHealthIndicator(outbox, (known != null) ? known.file() : null,
				() -> notRobustTemplates.stream().flatMap((templates) -> templates.names().stream()).toList(),
				listeners.getIfAvailable(), thresholds(properties.health()), Clock.systemUTC());
	}

	private static HealthThresholds thresholds(RobustKafkaProperties.Health health) {
		DataSize free = health.minFreeSpace();
		return new HealthThresholds(health.maxPending(), health.maxOldestPendingAge(),
				(free != null) ? free.toBytes() : null, health.maxWatermarkAge());
	}

	@Bean
	@ConditionalOnBean(RobustListeners.class)
	ListenersHealth robustKafkaListenersHealth(RobustListeners listeners, Forwarder forwarder) {
		return new ListenersHealth(listeners::all, forwarder::failingTopics, listeners::inbox);
	}

}
