package io.github.robustkafka.metrics;

import io.micrometer.core.instrument.Meter;
import org.jspecify.annotations.Nullable;

/**
 * The meters of listeners, as the README has them. All have the tag {@code listener}.
 */
public enum ListenerMeter {

	/**
	 * Also has the tag {@code outcome}, success or failure.
	 */
	CALLS("calls", Meter.Type.TIMER, null, "Time of a handler call, by outcome"),

	/**
	 * Retries included.
	 */
	TIME_TO_SUCCESS("time.to.success", Meter.Type.TIMER, null,
			"Time from a record's timestamp to the end of the handler call that succeeded"),

	/**
	 * Also has the tag {@code attempt}: the number of the delivery to come.
	 */
	RETRIES("retries", Meter.Type.COUNTER, "records", "Records that were forwarded to a retry topic, by attempt"),

	/**
	 * Also has the tag {@code exception}.
	 */
	DEAD_LETTERS("dead.letters", Meter.Type.COUNTER, "records", "Records that became dead letters, by exception"),

	/**
	 * Not those of a dry run.
	 */
	REPLAYS("replays", Meter.Type.COUNTER, "records", "Dead letters that were replayed"),

	/**
	 * Also has the tag {@code exception}.
	 */
	DROPPED("dropped", Meter.Type.COUNTER, "records", "Records that were dropped as the rules say, by exception"),

	/**
	 * What the inbox knew.
	 */
	DUPLICATES("duplicates", Meter.Type.COUNTER, "records", "Records that had been handled before and were left out"),

	/**
	 * A retry topic or a dead-letter topic did not take a record.
	 */
	FORWARD_FAILURES("forward.failures", Meter.Type.COUNTER, null,
			"Attempts to forward a record that failed and were repeated"),

	/**
	 * At a rebalance or a stop.
	 */
	DRAINED("drained", Meter.Type.COUNTER, "records",
			"Records in work that were finished before partitions were given up"),

	/**
	 * At a rebalance or a stop.
	 */
	ABANDONED("abandoned", Meter.Type.COUNTER, "records",
			"Records in work that were not finished before partitions were given up"),

	/**
	 * At a rebalance or a stop.
	 */
	DRAIN("drain", Meter.Type.TIMER, null, "Time that giving up partitions took"),

	/**
	 * Now.
	 */
	IN_FLIGHT("in.flight", Meter.Type.GAUGE, "records", "Records in work"),

	/**
	 * Now.
	 */
	UNFINISHED("unfinished", Meter.Type.GAUGE, "records", "Records received and not finished"),

	/**
	 * Now.
	 */
	HELD("held", Meter.Type.GAUGE, "records", "Records received and not due yet"),

	/**
	 * Grows as long as one record holds up the commit of those behind it.
	 */
	WATERMARK_AGE("watermark.age", Meter.Type.GAUGE, "seconds", "Age of the oldest record that holds up a commit"),

	/**
	 * Now.
	 */
	PAUSED_PARTITIONS("paused.partitions", Meter.Type.GAUGE, "partitions",
			"Partitions that are not fetched from, since too much of them is unfinished");

	private static final String PREFIX = "robust.kafka.listener.";

	private final MeterDescription description;

	ListenerMeter(String name, Meter.Type type, @Nullable String unit, String meaning) {
		this.description = new MeterDescription(PREFIX + name, type, unit, meaning);
	}

	/**
	 * Its name in the registry, and what it means.
	 * @return the description
	 */
	public MeterDescription description() {
		return this.description;
	}

}
