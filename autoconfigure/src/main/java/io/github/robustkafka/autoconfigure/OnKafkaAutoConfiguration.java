package io.github.robustkafka.autoconfigure;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionEvaluationReport;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Does not match when the application excludes {@link KafkaAutoConfiguration}, as tests
 * without Kafka do: nothing tells then how to produce.
 */
final class OnKafkaAutoConfiguration extends SpringBootCondition {

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConditionMessage.Builder message = ConditionMessage.forCondition("KafkaAutoConfiguration");
		ConfigurableListableBeanFactory beanFactory = context.getBeanFactory();
		if (beanFactory != null && ConditionEvaluationReport.get(beanFactory)
			.getExclusions()
			.contains(KafkaAutoConfiguration.class.getName())) {
			return ConditionOutcome.noMatch(message.because("it is excluded"));
		}
		return ConditionOutcome.match(message.because("it is not excluded"));
	}

}
