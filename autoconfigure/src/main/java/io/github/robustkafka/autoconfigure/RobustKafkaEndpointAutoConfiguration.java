package io.github.robustkafka.autoconfigure;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

import io.github.robustkafka.actuate.endpoint.EndpointSettings;
import io.github.robustkafka.actuate.endpoint.ListenersSection;
import io.github.robustkafka.actuate.endpoint.RobustKafkaEndpoint;
import io.github.robustkafka.actuate.endpoint.RobustKafkaEndpointWebExtension;
import io.github.robustkafka.deadletter.DeadLetters;
import io.github.robustkafka.listener.RobustListeners;
import io.github.robustkafka.runtime.Outbox;
import io.github.robustkafka.writer.FailedRecords;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the endpoint, which is there as
 * soon as it is exposed over the web or JMX.
 */
@AutoConfiguration(after = { RobustKafkaTemplateAutoConfiguration.class, RobustKafkaListenerAutoConfiguration.class })
@ConditionalOnClass({ Endpoint.class, ConditionalOnAvailableEndpoint.class })
@ConditionalOnBean(Outbox.class)
public final class RobustKafkaEndpointAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnAvailableEndpoint
	RobustKafkaEndpoint robustKafkaEndpoint(Outbox outbox, FailedRecords failedRecords,
			ObjectProvider<RobustListeners> listeners, ObjectProvider<DeadLetters> deadLetters,
			RobustKafkaProperties properties) {
		RobustListeners all = listeners.getIfAvailable();
		RobustKafkaProperties.Endpoint endpoint = properties.endpoint();
		return new RobustKafkaEndpoint(outbox, failedRecords,
				(all != null) ? new ListenersSection(all::all, all::inbox) : ListenersSection.NONE,
				deadLetters.getIfAvailable(), new EndpointSettings(endpoint.allowChanges(), endpoint.showPayload(),
						Math.toIntExact(endpoint.payloadLimit().toBytes())));
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBean(RobustKafkaEndpoint.class)
	@ConditionalOnAvailableEndpoint(exposure = EndpointExposure.WEB)
	RobustKafkaEndpointWebExtension robustKafkaEndpointWebExtension(RobustKafkaEndpoint endpoint) {
		return new RobustKafkaEndpointWebExtension(endpoint);
	}

}
