package io.github.robustkafka.autoconfigure;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import io.micrometer.common.docs.KeyName;

import io.github.robustkafka.observation.RobustKafkaObservation;

/**
 * The observations as the page for operators has them.
 */
final class ObservationTable {

	private ObservationTable() {
	}

	/**
	 * Names of observations and of their own key values.
	 */
	static List<String> names() {
		return Arrays.stream(RobustKafkaObservation.values())
			.flatMap((observation) -> Stream.concat(Stream.of(name(observation)),
					Stream.of(observation.getLowCardinalityKeyNames(), observation.getHighCardinalityKeyNames())
						.flatMap(Arrays::stream)
						.map(KeyName::asString)))
			.toList();
	}

	/**
	 * How each row begins: all but the meaning.
	 */
	static List<String> rows() {
		return Arrays.stream(RobustKafkaObservation.values())
			.flatMap((observation) -> Stream.concat(rows(observation, observation.getLowCardinalityKeyNames(), "yes"),
					rows(observation, observation.getHighCardinalityKeyNames(), "no")))
			.toList();
	}

	private static Stream<String> rows(RobustKafkaObservation observation, KeyName[] keys, String forMeters) {
		return Arrays.stream(keys)
			.map((key) -> "| `%s` | `%s` | %s |".formatted(name(observation), key.asString(), forMeters));
	}

	private static String name(RobustKafkaObservation observation) {
		return "robust.kafka." + observation.name().toLowerCase(Locale.ROOT);
	}

}
