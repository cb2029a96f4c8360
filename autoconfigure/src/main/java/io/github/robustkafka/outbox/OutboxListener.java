package io.github.robustkafka.outbox;

import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * Told what became of each record, at least once, also of records that an earlier process
 * sent: the outcome is committed only after the listener returned. A listener that throws
 * is logged and not called again for that outcome.
 * <p>
 * Called on one thread of the outbox, in order per lane. A slow listener slows the relay
 * down. It may send; it must not flush.
 */
public interface OutboxListener {

	/**
	 * The broker has the record.
	 * @param record what was sent
	 * @param partition partition it went to
	 * @param offset its offset there, -1 if the broker did not tell
	 */
	default void acknowledged(SentRecord record, int partition, long offset) {
	}

	/**
	 * The record can never be published as it is; it stays in the outbox as failed.
	 * @param record what was sent
	 * @param reason why
	 */
	default void failed(SentRecord record, String reason) {
	}

	/**
	 * A record as its sender knows it, without its payload.
	 *
	 * @param recordId identity of the record
	 * @param topic name of the topic
	 * @param context what the sender said with it, or null
	 */
	record SentRecord(UUID recordId, String topic, @Nullable String context) {
	}

}
