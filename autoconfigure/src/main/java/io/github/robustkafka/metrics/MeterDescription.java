package io.github.robustkafka.metrics;

import java.util.Locale;

import io.micrometer.core.instrument.Meter;
import org.jspecify.annotations.Nullable;

/**
 * What the README says of a meter.
 *
 * @param name dotted name in the registry
 * @param type what it is
 * @param unit base unit, or null if it has none or, for a timer, the registry chooses
 * @param meaning a sentence without a full stop
 */
public record MeterDescription(String name, Meter.Type type, @Nullable String unit, String meaning) {

	/**
	 * Returns its line in the table of the README.
	 * @return a line in Markdown
	 */
	public String tableRow() {
		return "| `%s` | %s | %s | %s |".formatted(this.name,
				this.type.name().toLowerCase(Locale.ROOT).replace('_', ' '), (this.unit != null) ? this.unit : "",
				this.meaning);
	}

}
