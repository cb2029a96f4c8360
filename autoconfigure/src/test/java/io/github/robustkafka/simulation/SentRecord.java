package io.github.robustkafka.simulation;

import java.util.HashSet;
import java.util.Set;

import io.github.robustkafka.outbox.OutboxRecord;

/**
 * What the ledger knows of one record id.
 */
final class SentRecord {

	final OutboxRecord record;

	final int client;

	/**
	 * When it was first sent, and when a send of it first returned, in ticks.
	 */
	long called;

	long returned = Long.MAX_VALUE;

	int open;

	int accepted;

	int refused;

	int unknown;

	/**
	 * How often it was sent or retried: then its place is not where one client put it.
	 */
	int sends;

	/**
	 * Whether it was refused for good or discarded once: then it left the order.
	 */
	boolean leftTheOrder;

	boolean durable;

	boolean committedAsAcknowledged;

	boolean committedAsFailed;

	boolean discarded;

	boolean damaged;

	boolean toldAcknowledged;

	boolean toldFailed;

	/**
	 * How often the cluster has it, and how often it may.
	 */
	int delivered;

	int allowed = 1;

	int handedOver;

	final Set<String> places = new HashSet<>();

	SentRecord(OutboxRecord record, int client, long called) {
		this.record = record;
		this.client = client;
		this.called = called;
	}

	boolean mustNotBeDelivered() {
		return this.accepted == 0 && this.unknown == 0 && this.open == 0;
	}

	@Override
	public String toString() {
		return "%s of %s/%s, client %d, called %d, returned %d, accepted %d, refused %d, unknown %d, delivered %d of %d allowed"
			.formatted(this.record.recordId(), this.record.topic(), this.record.partition(), this.client, this.called,
					this.returned, this.accepted, this.refused, this.unknown, this.delivered, this.allowed);
	}

}
