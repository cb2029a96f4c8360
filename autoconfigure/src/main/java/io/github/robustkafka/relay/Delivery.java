package io.github.robustkafka.relay;

import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

import io.github.robustkafka.outbox.PendingRecord;

/**
 * One record on its way through one producer, and the producer's answer.
 */
final class Delivery implements Callback {

	private final PendingRecord record;

	private final RelayTopic topic;

	private final ProducerSession session;

	/**
	 * Whether no other record of the topic is in flight, so that a refusal can only mean
	 * this one, and nothing can overtake it.
	 */
	private final boolean alone;

	private @Nullable RecordMetadata metadata;

	private @Nullable Exception failure;

	private boolean settled;

	private RelayObserver.@Nullable Flight flight;

	Delivery(PendingRecord record, RelayTopic topic, ProducerSession session, boolean alone) {
		this.record = record;
		this.topic = topic;
		this.session = session;
		this.alone = alone;
	}

	@Override
	public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception failure) {
		this.metadata = metadata;
		this.failure = failure;
		this.session.answered(this);
	}

	PendingRecord record() {
		return this.record;
	}

	RelayTopic topic() {
		return this.topic;
	}

	ProducerSession session() {
		return this.session;
	}

	boolean alone() {
		return this.alone;
	}

	@Nullable RecordMetadata metadata() {
		return this.metadata;
	}

	@Nullable Exception failure() {
		return this.failure;
	}

	void watchedBy(RelayObserver.@Nullable Flight flight) {
		this.flight = flight;
	}

	/**
	 * Hears how this ends, or null if nobody wants to.
	 */
	RelayObserver.@Nullable Flight flight() {
		return this.flight;
	}

	/**
	 * Whether the answer was dealt with, or no longer counts.
	 */
	boolean settled() {
		return this.settled;
	}

	void settle() {
		this.settled = true;
	}

}
