package io.github.robustkafka.relay;

import java.util.List;
import java.util.UUID;

import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.robustkafka.outbox.PendingRecord;
import io.github.robustkafka.outcome.Outcomes;

/**
 * Reports what became of records, and knows which of those reports are not committed yet.
 * For the relay's thread.
 */
final class ReportedOutcomes {

	private static final Logger logger = LoggerFactory.getLogger(ReportedOutcomes.class);

	private final Outcomes outcomes;

	private final RelayEvents events;

	private final ReportedPositions notCommitted = new ReportedPositions();

	private long reported;

	private long corrupt;

	private long committed;

	ReportedOutcomes(Outcomes outcomes, RelayEvents events) {
		this.outcomes = outcomes;
		this.events = events;
	}

	/**
	 * Whether those who hear of outcomes keep up with them.
	 */
	boolean keepUp() {
		return this.outcomes.keepsUp();
	}

	/**
	 * How many outcomes were reported so far.
	 */
	long count() {
		return this.reported;
	}

	/**
	 * How many of them are not committed yet, so that their records would be sent again
	 * after a crash.
	 */
	long uncommitted() {
		return this.reported - this.committed;
	}

	void acknowledged(Delivery delivery) {
		PendingRecord record = delivery.record();
		RecordMetadata metadata = delivery.metadata();
		long timestamp = (metadata != null && metadata.hasTimestamp()) ? metadata.timestamp()
				: record.record().timestamp();
		int partition = (metadata != null) ? metadata.partition() : -1;
		long offset = (metadata != null && metadata.hasOffset()) ? metadata.offset() : -1;
		report(record);
		this.outcomes.acknowledged(record, partition, offset, timestamp);
		this.events.acknowledged(delivery, partition, offset);
	}

	void failed(PendingRecord record, Exception failure) {
		logger.error(
				"Record {} of topic '{}' can never be sent as it is: {}. It is kept as failed; retry it when the cause is mended, or discard it.",
				record.record().recordId(), record.topic(), FailureClassifier.rootMessage(failure));
		report(record);
		this.outcomes.failed(record, failure);
		this.events.failed(record);
	}

	/**
	 * Tells all that was reported since the last call.
	 */
	void passOn() {
		try {
			// First, so that a sender who has its answer finds its record counted.
			this.events.passOn();
		}
		finally {
			this.outcomes.passOn();
		}
	}

	private void report(PendingRecord record) {
		this.reported++;
		this.notCommitted.add(record.position());
	}

	/**
	 * A row of the store is damaged and is set aside.
	 */
	void corrupt(long position, @Nullable UUID recordId) {
		this.reported++;
		this.corrupt++;
		this.outcomes.corrupt(position, recordId);
	}

	/**
	 * So many outcomes were committed. Those of damaged rows do not keep to the order of
	 * the others: as long as it is not known whether they are among these, they count as
	 * if they were.
	 */
	void committed(long outcomes) {
		this.committed = outcomes;
		this.notCommitted.committed(outcomes - this.corrupt);
	}

	/**
	 * Leaves out what was answered before, of records that were read from the store since
	 * {@link #committed(long)} was called.
	 */
	List<PendingRecord> withoutAnswered(List<PendingRecord> records) {
		return this.notCommitted.leaveOut(records);
	}

}
