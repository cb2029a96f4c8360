package io.github.robustkafka.listener;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Up to where the records of one consumer's partitions are finished, and what of that is
 * committed. A commit makes the consumer wait for the broker, so there is one every
 * {@value #INTERVAL_MILLIS} ms and not after each poll. One that fails is made again;
 * Spring's container would forget it, and one that fails while it stops would keep it
 * from closing its consumer.
 * <p>
 * Any thread may tell that a record is finished; all else is for the consumer's thread.
 */
final class FinishedOffsets {

	private static final Logger logger = LoggerFactory.getLogger(FinishedOffsets.class);

	private static final long INTERVAL_MILLIS = 20;

	private static final long RETRY_MILLIS = 500;

	private static final long TELL_AFTER_MILLIS = 10_000;

	private static final Duration LONGEST_COMMIT = Duration.ofSeconds(2);

	private static final int LAST_TRIES = 10;

	/** The container waits 5 seconds longer than a drain takes. */
	private static final long LONGEST_LAST_MILLIS = 3_000;

	private static final long NOTHING = -1;

	private final String listener;

	private final Consumer<?, ?> consumer;

	private final Clock clock;

	/** The first offset that is not finished. */
	private final Map<TopicPartition, AtomicLong> finished = new HashMap<>();

	private final Map<TopicPartition, Long> committed = new HashMap<>();

	private long triedAt;

	private @Nullable RuntimeException failure;

	private long failingSince;

	private boolean told;

	FinishedOffsets(String listener, Consumer<?, ?> consumer, Clock clock) {
		this.listener = listener;
		this.consumer = consumer;
		this.clock = clock;
	}

	/** What to run when the record and all before it are finished. */
	Runnable whenFinished(ConsumerRecord<?, ?> record) {
		AtomicLong partition = this.finished.computeIfAbsent(new TopicPartition(record.topic(), record.partition()),
				(absent) -> new AtomicLong(NOTHING));
		long next = record.offset() + 1;
		return () -> partition.set(next);
	}

	void commitIfDue() {
		long now = this.clock.millis();
		if (Math.abs(now - this.triedAt) >= ((this.failure != null) ? RETRY_MILLIS : INTERVAL_MILLIS)) {
			this.triedAt = now;
			commit();
		}
	}

	/**
	 * Commits what is finished and not committed.
	 * @return whether nothing of that is left
	 */
	boolean commit() {
		return commit(LONGEST_COMMIT);
	}

	private boolean commit(Duration timeout) {
		Map<TopicPartition, OffsetAndMetadata> offsets = uncommitted();
		if (offsets.isEmpty()) {
			return true;
		}
		try {
			this.consumer.commitSync(offsets, timeout);
			offsets.forEach((partition, offset) -> this.committed.put(partition, offset.offset()));
			succeeded();
			return true;
		}
		catch (WakeupException ex) {
			// It was meant for a poll.
			return false;
		}
		catch (RuntimeException ex) {
			failed(offsets, ex);
			return false;
		}
	}

	private void succeeded() {
		if (this.told) {
			logger.info("Listener '{}' commits its offsets again", this.listener);
		}
		this.failure = null;
		this.told = false;
	}

	/** Every rebalance lets some fail, which is nothing to tell. */
	private void failed(Map<TopicPartition, OffsetAndMetadata> offsets, RuntimeException reason) {
		logger.debug("Listener '{}' cannot commit {} yet", this.listener, offsets, reason);
		long now = this.clock.millis();
		if (this.failure == null) {
			this.failingSince = now;
		}
		else if (!this.told && now - this.failingSince >= TELL_AFTER_MILLIS) {
			this.told = true;
			logger.warn(
					"Listener '{}' cannot commit its offsets since {} and tries again. Nothing is lost; after a "
							+ "restart records would be delivered again. The reason: {}",
					this.listener, Instant.ofEpochMilli(this.failingSince), reason.toString());
		}
		this.failure = reason;
	}

	private Map<TopicPartition, OffsetAndMetadata> uncommitted() {
		Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
		this.finished.forEach((partition, next) -> {
			long offset = next.get();
			Long before = this.committed.get(partition);
			if (offset != NOTHING && (before == null || before != offset)) {
				offsets.put(partition, new OffsetAndMetadata(offset));
			}
		});
		if (!offsets.isEmpty()) {
			offsets.keySet().retainAll(this.consumer.assignment());
		}
		return offsets;
	}

	/**
	 * Commits for the last time, when partitions are revoked or the container stops. A
	 * member whose group is changing just now has to ask again a moment later, and so has
	 * one whose consumer was woken for a stop. All tries together take about
	 * {@value #LONGEST_LAST_MILLIS} ms at most.
	 */
	void commitLast() {
		long start = this.clock.millis();
		boolean done = commit();
		long left = LONGEST_LAST_MILLIS - (this.clock.millis() - start);
		for (int i = 1; i < LAST_TRIES && !done && left > 0; i++) {
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(i * INTERVAL_MILLIS));
			done = commit(Duration.ofMillis(Math.min(left, LONGEST_COMMIT.toMillis())));
			left = LONGEST_LAST_MILLIS - (this.clock.millis() - start);
		}
		if (!done) {
			logger.warn(
					"Listener '{}' could not commit {} before it gave its partitions up. Records behind these offsets are delivered again.",
					this.listener, uncommitted(), this.failure);
		}
	}

	/** The partitions belong to somebody else from now on. */
	void forget(Collection<TopicPartition> partitions) {
		this.finished.keySet().removeAll(partitions);
		this.committed.keySet().removeAll(partitions);
	}

}
