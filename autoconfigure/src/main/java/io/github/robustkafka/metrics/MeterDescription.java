package io.github.robustkafka.metrics;

import java.time.Duration;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;

/**
 * What the README says of a meter, and what it is registered by.
 *
 * @param name dotted name in the registry
 * @param type what it is
 * @param unit base unit, or null if it has none or, for a timer, the registry chooses
 * @param meaning a sentence without a full stop
 */
public record MeterDescription(String name, Meter.Type type, @Nullable String unit, String meaning) {

	/**
	 * From milliseconds to a day: an outage must not end up in the last bucket.
	 */
	private static final Duration[] OUTAGE_BUCKETS = { Duration.ofMillis(10), Duration.ofMillis(50),
			Duration.ofMillis(250), Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(30),
			Duration.ofMinutes(2), Duration.ofMinutes(10), Duration.ofHours(1), Duration.ofHours(6),
			Duration.ofDays(1) };

	private static final Duration LONGEST_COMMIT = Duration.ofMinutes(1);

	/**
	 * Returns its line in the table of the README.
	 * @return a line in Markdown
	 */
	public String tableRow() {
		return "| `%s` | %s | %s | %s |".formatted(this.name,
				this.type.name().toLowerCase(Locale.ROOT).replace('_', ' '), (this.unit != null) ? this.unit : "",
				this.meaning);
	}

	<T> void gauge(MeterRegistry registry, Tags tags, T source, ToDoubleFunction<T> value) {
		Gauge.builder(this.name, source, value)
			.description(this.meaning)
			.baseUnit(this.unit)
			.tags(tags)
			.register(registry);
	}

	<T> void count(MeterRegistry registry, Tags tags, T source, ToDoubleFunction<T> count) {
		FunctionCounter.builder(this.name, source, count)
			.description(this.meaning)
			.baseUnit(this.unit)
			.tags(tags)
			.register(registry);
	}

	Counter counter(MeterRegistry registry, Tags tags) {
		return Counter.builder(this.name).description(this.meaning).baseUnit(this.unit).tags(tags).register(registry);
	}

	/**
	 * A timer whose histogram, if the application asks for one, reaches from a tenth of a
	 * millisecond to a minute.
	 */
	Timer timer(MeterRegistry registry, Tags tags) {
		return timer(tags).minimumExpectedValue(Duration.ofNanos(100_000))
			.maximumExpectedValue(LONGEST_COMMIT)
			.register(registry);
	}

	/**
	 * A timer with a histogram whose buckets reach to a day.
	 */
	Timer outageTimer(MeterRegistry registry, Tags tags) {
		return timer(tags).minimumExpectedValue(OUTAGE_BUCKETS[0])
			.maximumExpectedValue(OUTAGE_BUCKETS[OUTAGE_BUCKETS.length - 1])
			.serviceLevelObjectives(OUTAGE_BUCKETS)
			.register(registry);
	}

	private Timer.Builder timer(Tags tags) {
		return Timer.builder(this.name).description(this.meaning).tags(tags);
	}

}
