package io.github.robustkafka.metrics;

import io.micrometer.core.instrument.Meter;
import org.jspecify.annotations.Nullable;

/**
 * The meters of the inbox, as the README has them. Not a number as long as no listener
 * needs it.
 */
public enum InboxMeter {

	/**
	 * While it is, handlers go on and may be given records again.
	 */
	UNAVAILABLE("unavailable", Meter.Type.GAUGE, null, "1 while the inbox cannot be read and written, else 0"),

	/**
	 * Now.
	 */
	ENTRIES("entries", Meter.Type.GAUGE, "records", "Handled records that are remembered, about"),

	/**
	 * Now.
	 */
	SIZE("size", Meter.Type.GAUGE, "bytes", "Bytes in use in the inbox"),

	/**
	 * Above zero the inbox is too small for its retention.
	 */
	SHORTENED("shortened", Meter.Type.GAUGE, "seconds",
			"How long before its time the inbox forgets records because it is full");

	private final MeterDescription description;

	InboxMeter(String name, Meter.Type type, @Nullable String unit, String meaning) {
		this.description = new MeterDescription("robust.kafka.inbox." + name, type, unit, meaning);
	}

	/**
	 * Its name in the registry, and what it means.
	 * @return the description
	 */
	public MeterDescription description() {
		return this.description;
	}

}
