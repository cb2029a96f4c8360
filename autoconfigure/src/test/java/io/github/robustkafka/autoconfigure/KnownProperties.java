package io.github.robustkafka.autoconfigure;

import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

import io.github.robustkafka.autoconfigure.SettingsTable.Setting;
import io.github.robustkafka.metrics.MeterDescription;

/**
 * Every property that the metadata on the class path has, Spring Boot's own included, and
 * the names of our meters, observations and key values, which look like properties.
 */
final class KnownProperties {

	private static final String KAFKA_SETTINGS = ".properties.";

	/** Maps by any name, and where the keys of their values are described. */
	private static final Map<String, String> ENTRIES = Map.of("robust.kafka.listeners.", "robust.kafka.listener",
			"robust.kafka.listener.retry-by-topic.", "robust.kafka.listener.retry");

	private final Set<String> names = new HashSet<>();

	private final Set<String> maps = new HashSet<>();

	KnownProperties() {
		SettingsTable.allSettings().forEach(this::add);
		KnownMeters.all().stream().map(MeterDescription::name).forEach(this.names::add);
		ObservationTable.names().forEach(this.names::add);
	}

	private void add(Setting setting) {
		this.names.add(setting.name());
		if (setting.type().startsWith("java.util.Map")) {
			this.maps.add(setting.name() + ".");
		}
	}

	/**
	 * Whether it is a property, a group of properties ("a.b" or "a.b.*"), or an entry of
	 * one that is a map. An entry of Kafka's settings must be one that its client has,
	 * one of a listener's settings must be one that listeners have.
	 */
	boolean contains(String name) {
		String group = name.endsWith(".*") ? name.substring(0, name.length() - 1) : name + ".";
		return this.names.contains(name) || this.names.stream().anyMatch((known) -> known.startsWith(group))
				|| this.maps.stream().anyMatch((map) -> name.startsWith(map) && isEntry(map, name));
	}

	private boolean isEntry(String map, String name) {
		String entry = name.substring(map.length());
		if (ENTRIES.containsKey(map)) {
			int end = entry.indexOf('.');
			return end < 0 || contains(ENTRIES.get(map) + entry.substring(end));
		}
		if (map.startsWith("spring.kafka.consumer.")) {
			return ConsumerConfig.configNames().contains(entry);
		}
		return !(map.startsWith("spring.kafka.") && map.endsWith(KAFKA_SETTINGS))
				|| ProducerConfig.configNames().contains(entry);
	}

	/**
	 * Whether an environment variable means a property: dots become underscores, dashes
	 * are left out.
	 */
	boolean containsVariable(String variable) {
		return this.names.stream()
			.map((name) -> name.replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT))
			.anyMatch(variable::equals);
	}

}
