package io.github.robustkafka.autoconfigure;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.apache.kafka.common.utils.AppInfoParser;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns of faults in the version of Kafka's client that is in use. None stops the start,
 * since none is known that the outbox itself is exposed to.
 * <p>
 * CVE-2026-35554 (KAFKA-19012), 2.8.0 until 3.9.1, 4.0.1 and 4.1.1: when a batch expires
 * while it is on its way, its memory is used again too early, and a record may get to
 * another topic. Batches of the relay and of forwards do not expire
 * ({@code delivery.timeout.ms}).
 */
final class KafkaClientFaults {

	private static final Logger logger = LoggerFactory.getLogger(KafkaClientFaults.class);

	private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)\\.(\\d+).*");

	private KafkaClientFaults() {
	}

	static void warn() {
		String warning = warning(AppInfoParser.getVersion());
		if (warning != null) {
			logger.warn(warning);
		}
	}

	/**
	 * What there is to say about a version.
	 * @param version version of kafka-clients
	 * @return a text, or null if there is nothing to say
	 */
	static @Nullable String warning(String version) {
		if (!mayMisroute(version)) {
			return null;
		}
		return "kafka-clients %s may send a record to a wrong topic when its batch expires on the way (CVE-2026-35554). Batches of the outbox do not expire; those of your own producers and of excluded topics do. Use kafka-clients 3.9.2, 4.0.2, 4.1.2, 4.2.0 or later."
			.formatted(version);
	}

	private static boolean mayMisroute(String version) {
		Matcher parts = VERSION.matcher(version);
		if (!parts.matches()) {
			return false;
		}
		int major = Integer.parseInt(parts.group(1));
		int minor = Integer.parseInt(parts.group(2));
		int patch = Integer.parseInt(parts.group(3));
		return switch (major) {
			case 2 -> minor >= 8;
			case 3 -> minor < 9 || (minor == 9 && patch < 2);
			case 4 -> minor < 2 && patch < 2;
			default -> false;
		};
	}

}
