package io.github.robustkafka.autoconfigure;

import java.util.Map;

/**
 * Changes the configuration of the relay's producer: a bean of this type sees the
 * configuration of the application's {@code ProducerFactory} before what safety needs is
 * put into it. Several are called in their order.
 */
@FunctionalInterface
public interface RelayProducerConfigCustomizer {

	/**
	 * Changes the configuration.
	 * @param config settings of Kafka's producer by their names; may be changed
	 */
	void customize(Map<String, Object> config);

}
