package io.github.robustkafka.listener;

import java.time.Clock;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
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
 * thread: records are only handed over, and what is finished is committed. The container
 * commits nothing.
 */
final class DispatchingListener implements AcknowledgingConsumerAwareMessageListener<byte[], byte[]>,
		ConsumerAwareRebalanceListener, RecordInterceptor<byte[], byte[]> {

	private static final Logger logger = LoggerFactory.getLogger(DispatchingListener.class);

	private final Map<Consumer<?, ?>, Reception> receptions = new ConcurrentHashMap<>();

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
		long due = this.chains.dueMillis(record, this.clock.millis());
		reception(consumer).add(record, due);
	}

	private Reception reception(Consumer<?, ?> consumer) {
		return this.receptions.computeIfAbsent(consumer,
				(absent) -> new Reception(this.id, this.dispatcher, absent, this.clock));
	}

	@Override
	public ConsumerRecord<byte[], byte[]> intercept(ConsumerRecord<byte[], byte[]> record,
			Consumer<byte[], byte[]> consumer) {
		return record;
	}

	@Override
	public void setupThreadState(Consumer<?, ?> consumer) {
		this.dispatcher.beforePoll(consumer, this.mayResume);
	}

	/** All records of a poll were received. */
	@Override
	public void clearThreadState(Consumer<?, ?> consumer) {
		Reception reception = this.receptions.get(consumer);
		// None without a record, and none after a stop: the consumer may be closed.
		if (reception != null) {
			reception.endPoll();
		}
	}

	@Override
	public void onPartitionsRevokedBeforeCommit(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
		drain(consumer, partitions, End.REVOKED);
	}

	@Override
	public void onPartitionsLost(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
		drain(consumer, partitions, End.LOST);
	}

	/** The container stops and has not committed for the last time. */
	void onStop(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
		drain(consumer, partitions, End.STOPPED);
		// What is revoked after this was drained already.
		this.receptions.remove(consumer);
	}

	private void drain(Consumer<?, ?> consumer, Collection<TopicPartition> partitions, End end) {
		Reception reception = this.receptions.get(consumer);
		if (reception != null) {
			reception.beforeDrain(partitions);
		}
		DrainResult result = this.dispatcher.drain(consumer, partitions, end == End.LOST);
		if (reception != null) {
			reception.afterDrain(partitions, end);
		}
		if (!result.hadWork()) {
			return;
		}
		if (result.abandoned().isEmpty()) {
			logger.info(
					"Listener '{}': {} partitions were {}; {} records in work were finished in {} ms, not started: {}",
					this.id, result.partitions(), end.words, result.drained(), result.took().toMillis(),
					result.notStarted());
		}
		else {
			logger.warn(
					"Listener '{}': {} partitions were {}; {} records in work were finished, but handlers of these still ran after {} ms and are given up: {}. Their records are delivered again; not started: {}",
					this.id, result.partitions(), end.words, result.drained(), result.took().toMillis(),
					result.abandoned(), result.notStarted());
		}
		this.observer.drained(this.id, result);
	}

	/**
	 * How partitions come to be given up.
	 */
	enum End {

		REVOKED("revoked"),

		/** They belong to somebody else already: nothing may be committed. */
		LOST("lost"),

		STOPPED("given up for a stop");

		private final String words;

		End(String words) {
			this.words = words;
		}

	}

}
