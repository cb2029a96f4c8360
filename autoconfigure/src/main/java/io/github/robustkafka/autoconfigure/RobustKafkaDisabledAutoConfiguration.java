package io.github.robustkafka.autoconfigure;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.kafka.core.KafkaTemplate;

import io.github.robustkafka.RobustKafkaStartException;
import io.github.robustkafka.listener.RobustListenerBeanPostProcessor;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for applications that have switched
 * Robust Kafka off: refuses listeners that would then get nothing.
 */
@AutoConfiguration
@ConditionalOnClass(KafkaTemplate.class)
@ConditionalOnBooleanProperty(name = "robust.kafka.enabled", havingValue = false)
public final class RobustKafkaDisabledAutoConfiguration {

	@Bean
	static RobustListenerBeanPostProcessor robustKafkaListenerBeanPostProcessor() {
		return new RobustListenerBeanPostProcessor();
	}

	@Bean
	SmartInitializingSingleton robustKafkaDisabledListeners(RobustListenerBeanPostProcessor processor) {
		return () -> {
			if (processor.hasUntold()) {
				throw new RobustKafkaStartException(
						"There are @RobustListener methods, but robust.kafka.enabled is false: they would get no records.",
						"Set robust.kafka.enabled=true, or take the beans with these methods out. To leave out the outbox alone, set robust.kafka.template.enabled=false.");
			}
		};
	}

}
