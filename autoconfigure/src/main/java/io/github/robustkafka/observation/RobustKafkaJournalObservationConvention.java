package io.github.robustkafka.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Names and describes observations of journaling. A bean of this type replaces the
 * default.
 */
public interface RobustKafkaJournalObservationConvention extends ObservationConvention<JournalContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof JournalContext;
	}

	@Override
	default String getName() {
		return "robust.kafka.journal";
	}

}
