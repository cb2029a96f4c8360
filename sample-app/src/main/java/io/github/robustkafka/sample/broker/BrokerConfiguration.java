package io.github.robustkafka.sample.broker;

import java.util.List;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;

/**
 * Starts the in-process broker before, and stops it after, all that connects to Kafka.
 */
@Configuration(proxyBeanMethods = false)
@Conditional(NoOtherBrokerCondition.class)
@EnableConfigurationProperties(BrokerProperties.class)
class BrokerConfiguration {

	@Bean(initMethod = "start", destroyMethod = "stop")
	InProcessBroker inProcessBroker(BrokerProperties properties) {
		return new InProcessBroker(properties);
	}

	/** Every client asks for these details, and so depends on the broker. */
	@Bean
	KafkaConnectionDetails kafkaConnectionDetails(InProcessBroker broker) {
		return () -> List.of(broker.address());
	}

}
