package io.github.robustkafka.observation;

import io.micrometer.common.KeyValues;

import io.github.robustkafka.observation.RobustKafkaObservation.DestinationKeys;
import io.github.robustkafka.observation.RobustKafkaObservation.RelayDetails;
import io.github.robustkafka.observation.RobustKafkaObservation.RelayKeys;

/**
 * Names and describes observations of relaying as {@link RobustKafkaObservation#RELAY}
 * says.
 */
public class DefaultRobustKafkaRelayObservationConvention implements RobustKafkaRelayObservationConvention {

	static final DefaultRobustKafkaRelayObservationConvention INSTANCE = new DefaultRobustKafkaRelayObservationConvention();

	@Override
	public String getContextualName(RelayContext context) {
		return context.record().topic() + " relay";
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(RelayContext context) {
		return KeyValues.of(DestinationKeys.MESSAGING_SYSTEM.withValue("kafka"),
				DestinationKeys.MESSAGING_OPERATION.withValue("relay"),
				DestinationKeys.MESSAGING_DESTINATION_NAME.withValue(context.record().topic()),
				DestinationKeys.MESSAGING_DESTINATION_KIND.withValue("topic"),
				RelayKeys.OUTCOME.withValue(context.outcome().text()));
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(RelayContext context) {
		KeyValues details = KeyValues.of(
				RelayDetails.RECORD_ID.withValue(context.record().record().recordId().toString()),
				RelayDetails.WAITED.withValue(Long.toString(context.waitedMillis())));
		Integer partition = context.partition();
		return (partition == null) ? details : details.and(RelayDetails.PARTITION.withValue(partition.toString()),
				RelayDetails.OFFSET.withValue(Long.toString(context.offset())));
	}

}
