package io.github.robustkafka.sample.broker;

import java.util.List;

import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Matches as long as no broker is named in {@code spring.kafka.bootstrap-servers}.
 */
class NoOtherBrokerCondition extends SpringBootCondition {

	private static final String PROPERTY = "spring.kafka.bootstrap-servers";

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		List<String> servers = Binder.get(context.getEnvironment())
			.bind(PROPERTY, Bindable.listOf(String.class))
			.orElseGet(List::of);
		return new ConditionOutcome(servers.isEmpty(), PROPERTY + " is " + servers);
	}

}
