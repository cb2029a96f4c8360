package io.github.robustkafka.autoconfigure;

import java.time.Clock;

import io.micrometer.observation.ObservationRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

import io.github.robustkafka.observation.RelayObservations;
import io.github.robustkafka.observation.RobustKafkaRelayObservationConvention;
import io.github.robustkafka.runtime.Outbox;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the observation of the relay,
 * which goes with that of the template: what the template adds to a record's headers is
 * what the relay continues.
 */
@AutoConfiguration(after = RobustKafkaAutoConfiguration.class)
@ConditionalOnBean(Outbox.class)
@ConditionalOnBooleanProperty("spring.kafka.template.observation-enabled")
public final class RobustKafkaObservationAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	RelayObservations robustKafkaRelayObservations() {
		return new RelayObservations(Clock.systemUTC());
	}

	/**
	 * The registry is asked for when all beans are there, as templates do: what it
	 * consists of may itself send records.
	 */
	@Bean
	SmartInitializingSingleton robustKafkaRelayObservationStart(RelayObservations observations,
			ObjectProvider<ObservationRegistry> registry,
			ObjectProvider<RobustKafkaRelayObservationConvention> convention) {
		return () -> registry.ifUnique((unique) -> observations.observeIn(unique, convention.getIfUnique()));
	}

}
