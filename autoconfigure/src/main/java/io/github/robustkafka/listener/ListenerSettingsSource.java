package io.github.robustkafka.listener;

/**
 * Takes the annotation, the configuration and the defaults together.
 */
@FunctionalInterface
public interface ListenerSettingsSource {

	/**
	 * Returns what a listener is to do.
	 * @param annotation what its method says, placeholders and expressions resolved
	 * @return the settings
	 * @throws io.github.robustkafka.RobustKafkaStartException if they are not safe
	 */
	ListenerSettings settings(Annotated annotation);

	/**
	 * What an annotation says.
	 *
	 * @param id id of the listener
	 * @param values values by key, as the configuration of a listener has them
	 * @param properties properties of the consumers
	 */
	record Annotated(String id, java.util.Map<String, Object> values, java.util.Properties properties) {
	}

}
