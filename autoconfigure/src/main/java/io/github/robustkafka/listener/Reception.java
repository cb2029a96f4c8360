package io.github.robustkafka.listener;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.robustkafka.dispatch.Dispatcher;
import io.github.robustkafka.dispatch.Submission;

/**
 * What one consumer receives, on its way to the dispatcher and back. Records are handed
 * over in batches, so that the consumer and the workers meet less often. Used by the
 * consumer's thread.
 */
final class Reception {

	private static final Logger logger = LoggerFactory.getLogger(Reception.class);

	private static final int BATCH = 64;

	private final String listener;

	private final Dispatcher dispatcher;

	private final Consumer<?, ?> consumer;

	private final FinishedOffsets offsets;

	private final List<Submission> batch = new ArrayList<>(BATCH);

	Reception(String listener, Dispatcher dispatcher, Consumer<?, ?> consumer, Clock clock) {
		this.listener = listener;
		this.dispatcher = dispatcher;
		this.consumer = consumer;
		this.offsets = new FinishedOffsets(listener, consumer, clock);
	}

	/** A record that is not taken over because this fails has to be delivered again. */
	void add(ConsumerRecord<byte[], byte[]> record, long dueMillis) {
		if (this.batch.size() >= BATCH) {
			handOver();
		}
		this.batch.add(new Submission(record, dueMillis, this.offsets.whenFinished(record)));
	}

	private void handOver() {
		if (!this.batch.isEmpty()) {
			this.dispatcher.submit(this.consumer, this.batch);
			// Taken over. What failed before this is handed over again.
			this.batch.clear();
		}
	}

	/** All records of a poll were added. */
	void endPoll() {
		try {
			handOver();
		}
		catch (RuntimeException ex) {
			logger.error("Listener '{}' could not start {} records because of a defect. They are kept, and tried again "
					+ "after the next poll.", this.listener, this.batch.size(), ex);
		}
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
			case REVOKED, STOPPED -> this.offsets.commitLast();
			case LOST -> {
			}
		}
		this.offsets.forget(partitions);
	}

}
