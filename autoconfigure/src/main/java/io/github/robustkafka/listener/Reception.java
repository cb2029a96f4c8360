package io.github.robustkafka.listener;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

import io.github.robustkafka.dispatch.Dispatcher;
import io.github.robustkafka.dispatch.Submission;

/**
 * What one consumer receives, on its way to the dispatcher and back. Records are handed
 * over in batches, so that the consumer and the workers meet less often. Used by the
 * consumer's thread.
 */
final class Reception {

	private static final int BATCH = 64;

	private final Dispatcher dispatcher;

	private final Consumer<?, ?> consumer;

	private final FinishedOffsets offsets;

	private List<Submission> batch = new ArrayList<>(BATCH);

	Reception(String listener, Dispatcher dispatcher, Consumer<?, ?> consumer, Clock clock) {
		this.dispatcher = dispatcher;
		this.consumer = consumer;
		this.offsets = new FinishedOffsets(listener, consumer, clock);
	}

	void add(ConsumerRecord<byte[], byte[]> record, long dueMillis) {
		this.batch.add(new Submission(record, dueMillis, this.offsets.whenFinished(record)));
		if (this.batch.size() == BATCH) {
			handOver();
		}
	}

	private void handOver() {
		List<Submission> received = this.batch;
		if (!received.isEmpty()) {
			this.batch = new ArrayList<>(BATCH);
			this.dispatcher.submit(this.consumer, received);
		}
	}

	/** All records of a poll were added. */
	void endPoll() {
		handOver();
		this.offsets.commitIfDue();
	}

	/** What was not handed over was not started, and is delivered again. */
	void beforeDrain(Collection<TopicPartition> partitions) {
		this.batch.removeIf((received) -> partitions
			.contains(new TopicPartition(received.record().topic(), received.record().partition())));
	}

	/** Commits what was finished in time. What is told from now on comes too late. */
	void afterDrain(Collection<TopicPartition> partitions, DispatchingListener.End end) {
		switch (end) {
			case REVOKED -> this.offsets.commit();
			case STOPPED -> this.offsets.commitLast();
			case LOST -> {
			}
		}
		this.offsets.forget(partitions);
	}

}
