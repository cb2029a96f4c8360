package io.github.robustkafka.metrics;

import io.micrometer.core.instrument.Meter;
import org.jspecify.annotations.Nullable;

/**
 * The meters of the outbox, as the README has them.
 */
public enum OutboxMeter {

	/**
	 * Idle is zero; stuck is above zero while {@link #ACKNOWLEDGED} stands still.
	 */
	PENDING("robust.kafka.pending", Meter.Type.GAUGE, "records", "Records that Kafka has not acknowledged yet"),

	/**
	 * Grows as long as something is stuck.
	 */
	OLDEST_PENDING_AGE("robust.kafka.oldest.pending.age", Meter.Type.GAUGE, "seconds",
			"Age of the oldest pending record, zero if there is none"),

	/**
	 * What an operator has to look at.
	 */
	FAILED_RECORDS("robust.kafka.failed.records", Meter.Type.GAUGE, "records",
			"Failed records that were neither retried nor discarded"),

	/**
	 * Between the relay and the broker.
	 */
	IN_FLIGHT("robust.kafka.in.flight", Meter.Type.GAUGE, "records",
			"Records handed to Kafka's producer and not yet acknowledged"),

	/**
	 * Whether Kafka is held to be out of reach.
	 */
	OUTAGE("robust.kafka.outage", Meter.Type.GAUGE, null, "1 while Kafka does not answer, else 0"),

	/**
	 * Not the write-ahead log beside the file.
	 */
	OUTBOX_SIZE("robust.kafka.outbox.size", Meter.Type.GAUGE, "bytes", "Size of the database file of the outbox"),

	/**
	 * What was sent.
	 */
	APPENDED("robust.kafka.appended", Meter.Type.COUNTER, "records", "Records appended to the outbox"),

	/**
	 * What has arrived.
	 */
	ACKNOWLEDGED("robust.kafka.acknowledged", Meter.Type.COUNTER, "records", "Records acknowledged by Kafka"),

	/**
	 * What can never arrive as it is.
	 */
	FAILED("robust.kafka.failed", Meter.Type.COUNTER, "records", "Records that failed"),

	/**
	 * Each fences the store until it was opened anew.
	 */
	COMMIT_FAILURES("robust.kafka.commit.failures", Meter.Type.COUNTER, null, "Commits to the outbox that failed"),

	/**
	 * The latency that senders see, less the time in the queue.
	 */
	COMMIT("robust.kafka.commit", Meter.Type.TIMER, null, "Time of a commit to the outbox, its sync included"),

	/**
	 * How well commits are shared.
	 */
	COMMIT_BATCH_SIZE("robust.kafka.commit.batch.size", Meter.Type.DISTRIBUTION_SUMMARY, "changes",
			"Changes that one commit made durable");

	private final MeterDescription description;

	OutboxMeter(String meterName, Meter.Type type, @Nullable String unit, String description) {
		this.description = new MeterDescription(meterName, type, unit, description);
	}

	/**
	 * Its name in the registry.
	 * @return dotted name
	 */
	public String meterName() {
		return this.description.name();
	}

	/**
	 * What it is.
	 * @return type of the meter
	 */
	public Meter.Type type() {
		return this.description.type();
	}

	/**
	 * What it counts in.
	 * @return base unit, or null if it has none or, for a timer, the registry chooses
	 */
	public @Nullable String unit() {
		return this.description.unit();
	}

	/**
	 * What it means.
	 * @return a sentence without a full stop
	 */
	public String description() {
		return this.description.meaning();
	}

	/**
	 * Its line in the table of the README.
	 * @return a line in Markdown
	 */
	public String tableRow() {
		return this.description.tableRow();
	}

}
