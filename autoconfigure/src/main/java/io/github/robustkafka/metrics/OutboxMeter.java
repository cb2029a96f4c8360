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
	PENDING("pending", Meter.Type.GAUGE, "records", "Records that Kafka has not acknowledged yet"),

	/**
	 * Grows as long as something is stuck.
	 */
	OLDEST_PENDING_AGE("oldest.pending.age", Meter.Type.GAUGE, "seconds",
			"Age of the oldest pending record, zero if there is none"),

	/**
	 * What an operator has to look at.
	 */
	FAILED_RECORDS("failed.records", Meter.Type.GAUGE, "records",
			"Failed records that were neither retried nor discarded"),

	/**
	 * Between the relay and the broker.
	 */
	IN_FLIGHT("in.flight", Meter.Type.GAUGE, "records", "Records handed to Kafka's producer and not yet acknowledged"),

	/**
	 * Grows while a listener, a callback or a future is slow or hangs; the relay then
	 * waits.
	 */
	OUTCOMES_WAITING("outcomes.waiting", Meter.Type.GAUGE, "records",
			"Outcomes that wait until listeners, callbacks and futures of others are through"),

	/**
	 * Whether Kafka is held to be out of reach.
	 */
	OUTAGE("outage", Meter.Type.GAUGE, null, "1 while Kafka does not answer, else 0"),

	/**
	 * What stands in their way is in the health details.
	 */
	BLOCKED_TOPICS("blocked.topics", Meter.Type.GAUGE, "topics", "Topics whose records cannot be sent for now"),

	/**
	 * By hand, until they are resumed or the application restarts.
	 */
	PAUSED_TOPICS("paused.topics", Meter.Type.GAUGE, "topics", "Topics that are paused, 1 if all are"),

	/**
	 * While it is, sends are refused.
	 */
	FENCED("fenced", Meter.Type.GAUGE, null, "1 while the outbox is out of use, else 0"),

	/**
	 * Not the write-ahead log beside the file.
	 */
	OUTBOX_SIZE("outbox.size", Meter.Type.GAUGE, "bytes", "Size of the database file of the outbox"),

	/**
	 * Compare it with {@link #OUTBOX_LIMIT}.
	 */
	OUTBOX_USED("outbox.used", Meter.Type.GAUGE, "bytes",
			"Bytes in use in the outbox, without failed records as far as they do not count"),

	/**
	 * A setting.
	 */
	OUTBOX_LIMIT("outbox.limit", Meter.Type.GAUGE, "bytes",
			"Size that the outbox may reach, apart from failed records"),

	/**
	 * Not a number if the outbox is not a file.
	 */
	DISK_FREE("outbox.disk.free", Meter.Type.GAUGE, "bytes", "Bytes that are free on the disk of the outbox"),

	/**
	 * What was sent.
	 */
	APPENDED("appended", Meter.Type.COUNTER, "records", "Records appended to the outbox"),

	/**
	 * What has arrived.
	 */
	ACKNOWLEDGED("acknowledged", Meter.Type.COUNTER, "records", "Records acknowledged by Kafka"),

	/**
	 * What can never arrive as it is. Not called failed: Prometheus would take it for
	 * {@link #FAILED_RECORDS}.
	 */
	FAILED("failures", Meter.Type.COUNTER, "records", "Records that failed"),

	/**
	 * By hand.
	 */
	RETRIED("retried", Meter.Type.COUNTER, "records", "Failed records that were made pending again"),

	/**
	 * By hand.
	 */
	DISCARDED("discarded", Meter.Type.COUNTER, "records", "Failed records that were discarded"),

	/**
	 * Also has the tag {@code topic}, bounded by a setting.
	 */
	TOPIC_ACKNOWLEDGED("topic.acknowledged", Meter.Type.COUNTER, "records", "Records acknowledged by Kafka, by topic"),

	/**
	 * Also has the tag {@code topic}, bounded by a setting.
	 */
	TOPIC_FAILED("topic.failed", Meter.Type.COUNTER, "records", "Records that failed, by topic"),

	/**
	 * In the outbox or on its disk.
	 */
	REFUSED("refused", Meter.Type.COUNTER, null, "Appends that found no room and were refused"),

	/**
	 * Only appends that had to wait count.
	 */
	ROOM_WAIT("room.wait", Meter.Type.TIMER, null, "Time that appends waited for room in a full outbox"),

	/**
	 * Duplicates in Kafka are possible for each.
	 */
	TAKEN_BACK("taken.back", Meter.Type.COUNTER, "records", "Records in flight that were taken back, to be sent again"),

	/**
	 * After a refused batch, or one that was stuck.
	 */
	PRODUCERS_REPLACED("producers.replaced", Meter.Type.COUNTER, null, "Producers of the relay that were given up"),

	/**
	 * Each fences the store until it was opened anew.
	 */
	COMMIT_FAILURES("commit.failures", Meter.Type.COUNTER, null, "Commits to the outbox that failed"),

	/**
	 * Its buckets reach to a day.
	 */
	RELAY_LAG("relay.lag", Meter.Type.TIMER, null, "Time from the append of a record to its acknowledgement by Kafka"),

	/**
	 * The latency that senders see, less the time in the queue.
	 */
	COMMIT("commit", Meter.Type.TIMER, null, "Time of a commit to the outbox, its sync included"),

	/**
	 * How well commits are shared.
	 */
	COMMIT_BATCH_SIZE("commit.batch.size", Meter.Type.DISTRIBUTION_SUMMARY, "changes",
			"Changes that one commit made durable");

	private final MeterDescription description;

	OutboxMeter(String name, Meter.Type type, @Nullable String unit, String meaning) {
		this.description = new MeterDescription("robust.kafka." + name, type, unit, meaning);
	}

	/**
	 * Its name in the registry, and what it means.
	 * @return the description
	 */
	public MeterDescription description() {
		return this.description;
	}

}
