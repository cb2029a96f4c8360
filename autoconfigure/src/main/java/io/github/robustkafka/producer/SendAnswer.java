package io.github.robustkafka.producer;

import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

import io.github.robustkafka.outbox.OutboxRecord;
import io.github.robustkafka.outcome.Awaiting;

/**
 * The answer that one send waits for. Completes once: callback and interceptors first,
 * then the future, all on the thread of the outcomes, or on another while the outbox
 * closes.
 */
final class SendAnswer implements Awaiting {

	static final long NOWHERE = -1;

	private final UUID recordId;

	private final String topic;

	private final int keySize;

	private final int valueSize;

	private final int size;

	private final long timestamp;

	private final int partition;

	private final @Nullable Callback callback;

	private final Interceptors<?, ?> interceptors;

	private final CompletableFuture<RecordMetadata> future = new CompletableFuture<>();

	private boolean awaited;

	private boolean told;

	private long position = NOWHERE;

	SendAnswer(OutboxRecord record, @Nullable Callback callback, Interceptors<?, ?> interceptors) {
		this.recordId = record.recordId();
		this.topic = record.topic();
		this.keySize = size(record.key());
		this.valueSize = size(record.value());
		this.size = record.size();
		this.timestamp = record.timestamp();
		Integer asked = record.partition();
		this.partition = (asked != null) ? asked : RecordMetadata.UNKNOWN_PARTITION;
		this.callback = callback;
		this.interceptors = interceptors;
	}

	UUID recordId() {
		return this.recordId;
	}

	/**
	 * Whether the outcome of the record comes here by itself, once it is journaled.
	 */
	boolean isAwaited() {
		return this.awaited;
	}

	void setAwaited(boolean awaited) {
		this.awaited = awaited;
	}

	/**
	 * Where the record stands in the outbox, if its outcome is awaited and it has a
	 * place.
	 */
	long position() {
		return this.position;
	}

	void setPosition(long position) {
		this.position = position;
	}

	@Override
	public int size() {
		return this.size;
	}

	CompletableFuture<RecordMetadata> future() {
		return this.future;
	}

	/**
	 * The record is journaled, and its outcome is not awaited.
	 */
	void journaled() {
		acknowledged(this.partition, -1, this.timestamp);
	}

	@Override
	public void acknowledged(int partition, long offset, long timestamp) {
		if (!tellOnce()) {
			return;
		}
		RecordMetadata metadata = metadata(partition, offset, timestamp);
		try {
			answer(metadata, null);
		}
		finally {
			this.future.complete(metadata);
		}
	}

	@Override
	public void failed(Exception failure) {
		if (!tellOnce()) {
			return;
		}
		try {
			answer(metadata(this.partition, -1, -1), failure);
		}
		finally {
			this.future.completeExceptionally(failure);
		}
	}

	/**
	 * The future cannot be asked for that: its owner may complete or cancel it.
	 */
	private synchronized boolean tellOnce() {
		boolean first = !this.told;
		this.told = true;
		return first;
	}

	private void answer(RecordMetadata metadata, @Nullable Exception failure) {
		this.interceptors.onAcknowledgement(metadata, failure);
		if (this.callback != null) {
			this.callback.onCompletion(metadata, failure);
		}
	}

	private RecordMetadata metadata(int partition, long offset, long timestamp) {
		return new RecordMetadata(new TopicPartition(this.topic, partition), offset, 0, timestamp, this.keySize,
				this.valueSize);
	}

	private static int size(byte @Nullable [] bytes) {
		return (bytes != null) ? bytes.length : -1;
	}

}
