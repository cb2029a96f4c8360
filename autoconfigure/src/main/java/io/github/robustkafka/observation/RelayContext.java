package io.github.robustkafka.observation;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import org.jspecify.annotations.Nullable;

import io.github.robustkafka.outbox.OutboxHeaders;
import io.github.robustkafka.outbox.PendingRecord;

/**
 * What is known while a record is relayed. Its parent is found in the headers that stand
 * in the row, so it is the sender also after a restart. Nothing is added to these
 * headers: they are sent byte for byte.
 */
public final class RelayContext extends ReceiverContext<OutboxHeaders> {

	private final PendingRecord record;

	private final long waitedMillis;

	private Outcome outcome = Outcome.NONE;

	private @Nullable Integer partition;

	private long offset = -1;

	/**
	 * Creates the context of a record that Kafka's producer took.
	 * @param record the record
	 * @param waitedMillis how long it had been in the outbox
	 */
	public RelayContext(PendingRecord record, long waitedMillis) {
		super(RelayContext::last, Kind.PRODUCER);
		setCarrier(record.record().headers());
		setRemoteServiceName("Apache Kafka");
		this.record = record;
		this.waitedMillis = waitedMillis;
	}

	private static @Nullable String last(OutboxHeaders headers, String key) {
		String[] found = new String[1];
		headers.forEach((name, value) -> {
			if (name.equals(key) && value != null) {
				found[0] = new String(value, StandardCharsets.UTF_8);
			}
		});
		return found[0];
	}

	/**
	 * The record.
	 * @return record as it stands in the outbox
	 */
	public PendingRecord record() {
		return this.record;
	}

	/**
	 * How long the record had been in the outbox before Kafka's producer took it.
	 * @return milliseconds
	 */
	public long waitedMillis() {
		return this.waitedMillis;
	}

	/**
	 * How it ended.
	 * @return the outcome
	 */
	public Outcome outcome() {
		return this.outcome;
	}

	/**
	 * Partition that acknowledged the record.
	 * @return number of the partition, or null as long as none did
	 */
	public @Nullable Integer partition() {
		return this.partition;
	}

	/**
	 * Offset that acknowledged the record.
	 * @return the offset, -1 if it is not known
	 */
	public long offset() {
		return this.offset;
	}

	void acknowledged(int partition, long offset) {
		this.outcome = Outcome.ACKNOWLEDGED;
		this.partition = partition;
		this.offset = offset;
	}

	void ended(Outcome outcome) {
		this.outcome = outcome;
	}

	/**
	 * How relaying a record can end.
	 */
	public enum Outcome {

		/**
		 * Not yet.
		 */
		NONE,

		/**
		 * The broker has the record.
		 */
		ACKNOWLEDGED,

		/**
		 * The record can never be published as it is.
		 */
		FAILED,

		/**
		 * The record stays pending and is sent again.
		 */
		TAKEN_BACK;

		/**
		 * As key values have it.
		 * @return lower case, with a hyphen
		 */
		public String text() {
			return name().toLowerCase(Locale.ROOT).replace('_', '-');
		}

	}

}
