package io.github.robustkafka.autoconfigure;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import io.github.robustkafka.metrics.InboxMeter;
import io.github.robustkafka.metrics.ListenerMeter;
import io.github.robustkafka.metrics.MeterDescription;
import io.github.robustkafka.metrics.OutboxMeter;

/**
 * All meters in the order of the README.
 */
public final class KnownMeters {

	private KnownMeters() {
	}

	/**
	 * All meters.
	 */
	public static List<MeterDescription> all() {
		return Stream
			.of(Arrays.stream(OutboxMeter.values()).map(OutboxMeter::description),
					Arrays.stream(ListenerMeter.values()).map(ListenerMeter::description),
					Arrays.stream(InboxMeter.values()).map(InboxMeter::description))
			.flatMap((meters) -> meters)
			.toList();
	}

}
