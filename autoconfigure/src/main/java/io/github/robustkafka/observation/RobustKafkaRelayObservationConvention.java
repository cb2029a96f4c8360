package io.github.robustkafka.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Names and describes observations of relaying. A bean of this type replaces the default.
 */
public interface RobustKafkaRelayObservationConvention extends ObservationConvention<RelayContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof RelayContext;
	}

	@Override
	default String getName() {
		return "robust.kafka.relay";
	}

}
