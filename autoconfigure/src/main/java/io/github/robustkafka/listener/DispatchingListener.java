package io.github.robustkafka.listener;

import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.kafka.listener.AcknowledgingConsumerAwareMessageListener;
import org.springframework.kafka.listener.ConsumerAwareRebalanceListener;
import org.springframework.kafka.listener.RecordInterceptor;
import org.springframework.kafka.support.Acknowledgment;

import io.github.robustkafka.dispatch.Dispatcher;
import io.github.robustkafka.dispatch.DrainResult;
import io.github.robustkafka.retry.ListenerObserver;
import io.github.robustkafka.retry.TopicChains;

/**
 * Stands between Spring's container and the dispatcher. All of it runs on the consumer's
 * thread: a record is only handed over, and acknowledgments go to the container, which
 * commits them.
 */
final class DispatchingListener implements AcknowledgingConsumerAwareMessageListener<byte[], byte[]>,
		ConsumerAwareRebalanceListener, RecordInterceptor<byte[], byte[]> {

	private static final Logger logger = LoggerFactory.getLogger(DispatchingListener.class);

	private static final Duration LONGEST_COMMIT = Duration.ofSeconds(2);

	/** Consumers whose latest commit failed. */
	private final Set<Consumer<?, ?>> uncommitted = ConcurrentHashMap.newKeySet();

	private final String id;

	private final TopicChains chains;

	private final Dispatcher dispatcher;

	private final ListenerObserver observer;

	private final Clock clock;

	private volatile Predicate<TopicPartition> mayResume = (partition) -> true;

	DispatchingListener(String id, TopicChains chains, Dispatcher dispatcher, ListenerObserver observer, Clock clock) {
		this.id = id;
		this.chains = chains;
		this.dispatcher = dispatcher;
		this.observer = observer;
		this.clock = clock;
	}

	/** Adds one who tells which partitions nobody else has paused. */
	void addMayResume(Predicate<TopicPartition> mayResume) {
		this.mayResume = this.mayResume.and(mayResume);
	}

	@Override
	@SuppressWarnings("NullAway") // With manual acknowledgment the container gives both.
	public void onMessage(ConsumerRecord<byte[], byte[]> record, @Nullable Acknowledgment acknowledgment,
			@Nullable Consumer<?, ?> consumer) {
		ConsumerRecord<byte[], byte[]> full = (record instanceof HandedOver handedOver) ? handedOver.take() : record;
		long due = this.chains.dueMillis(full, this.clock.millis());
		this.dispatcher.submit(consumer, full, due, acknowledgment::acknowledge);
	}

	@Override
	public ConsumerRecord<byte[], byte[]> intercept(ConsumerRecord<byte[], byte[]> record,
			Consumer<byte[], byte[]> consumer) {
		return new HandedOver(record);
	}

	@Override
	public void setupThreadState(Consumer<?, ?> consumer) {
		commitAgain(consumer);
		this.dispatcher.beforePoll(consumer, this.mayResume);
	}

	/** A commit of the container failed, which does not repeat it. */
	void commitFailed(Consumer<?, ?> consumer) {
		this.uncommitted.add(consumer);
	}

	private void commitAgain(Consumer<?, ?> consumer) {
		if (!this.uncommitted.contains(consumer)) {
			return;
		}
		Map<TopicPartition, OffsetAndMetadata> offsets = this.dispatcher.finished(consumer);
		offsets.keySet().retainAll(consumer.assignment());
		try {
			consumer.commitSync(offsets, LONGEST_COMMIT);
			this.uncommitted.remove(consumer);
		}
		catch (RuntimeException ex) {
			logger.debug("Listener '{}' cannot commit {} yet", this.id, offsets, ex);
		}
	}

	@Override
	public void onPartitionsRevokedBeforeCommit(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
		drain(consumer, partitions, false, "revoked");
	}

	@Override
	public void onPartitionsLost(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
		drain(consumer, partitions, true, "lost");
	}

	/** The container stops and has not committed for the last time. */
	void onStop(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
		// The drain forgets what was finished before it.
		commitAgain(consumer);
		this.uncommitted.remove(consumer);
		drain(consumer, partitions, false, "given up for a stop");
	}

	private void drain(Consumer<?, ?> consumer, Collection<TopicPartition> partitions, boolean lost, String how) {
		DrainResult result = this.dispatcher.drain(consumer, partitions, lost);
		if (!result.hadWork()) {
			return;
		}
		if (result.abandoned().isEmpty()) {
			logger.info(
					"Listener '{}': {} partitions were {}; {} records in work were finished in {} ms, not started: {}",
					this.id, result.partitions(), how, result.drained(), result.took().toMillis(), result.notStarted());
		}
		else {
			logger.warn(
					"Listener '{}': {} partitions were {}; {} records in work were finished, but handlers of these still ran after {} ms and are given up: {}. Their records are delivered again; not started: {}",
					this.id, result.partitions(), how, result.drained(), result.took().toMillis(), result.abandoned(),
					result.notStarted());
		}
		this.observer.drained(this.id, result);
	}

}
