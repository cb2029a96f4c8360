package io.github.robustkafka.producer;

import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * What {@code sendAsync} returns at once: the record id and the two steps ahead. Futures
 * complete on the thread of the outcomes, the last ones on another while the outbox
 * closes; what depends on them may send, should be short, and must neither flush nor wait
 * for a future of another record, which that same thread would have to complete.
 */
public interface SendReceipt {

	/**
	 * Identity of the record. Sending it again with this id makes no second record while
	 * the first is pending or retained.
	 * @return the record id
	 */
	UUID recordId();

	/**
	 * Completes when the record is durable, or with the reason why nothing was kept.
	 * @return the first step, always the same future
	 */
	CompletableFuture<Void> journaled();

	/**
	 * Completes with the broker's answer, or without an offset when too many records are
	 * awaited already; fails when the record failed, was not journaled, or the outbox is
	 * closed first.
	 * @return the second step, always the same future
	 */
	CompletableFuture<RecordMetadata> acknowledged();

}
