package io.github.robustkafka.sample.broker;

import java.util.List;

import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Matches as long as no broker is named in {@code spring.kafka.bootstrap-servers}.
 */
public class NoOtherBrokerCondition extends SpringBootCondition {

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		List<String> servers = OtherBroker.servers(context.getEnvironment());
		return new ConditionOutcome(servers.isEmpty(), OtherBroker.PROPERTY + " is " + servers);
	}

}
