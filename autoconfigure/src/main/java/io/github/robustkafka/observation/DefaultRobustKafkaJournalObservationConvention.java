package io.github.robustkafka.observation;

import io.micrometer.common.KeyValues;

import io.github.robustkafka.observation.RobustKafkaObservation.DestinationKeys;
import io.github.robustkafka.observation.RobustKafkaObservation.JournalDetails;

/**
 * Names and describes observations of journaling as
 * {@link RobustKafkaObservation#JOURNAL} says.
 */
public class DefaultRobustKafkaJournalObservationConvention implements RobustKafkaJournalObservationConvention {

	static final DefaultRobustKafkaJournalObservationConvention INSTANCE = new DefaultRobustKafkaJournalObservationConvention();

	@Override
	public String getContextualName(JournalContext context) {
		return context.destination() + " journal";
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(JournalContext context) {
		return KeyValues.of(DestinationKeys.MESSAGING_SYSTEM.withValue("kafka"),
				DestinationKeys.MESSAGING_OPERATION.withValue("journal"),
				DestinationKeys.MESSAGING_DESTINATION_NAME.withValue(context.destination()),
				DestinationKeys.MESSAGING_DESTINATION_KIND.withValue("topic"));
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(JournalContext context) {
		return KeyValues.of(JournalDetails.RECORDS.withValue(Integer.toString(context.records())));
	}

}
