package io.github.robustkafka.producer;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

import io.github.robustkafka.outbox.OutboxException;
import io.github.robustkafka.outbox.OutboxRecord;
import io.github.robustkafka.outcome.Outcomes;
import io.github.robustkafka.writer.OutboxWriter;

/**
 * A Kafka producer whose {@code send} returns when the record is in the outbox, as
 * durable as the outbox was asked to be. The relay publishes it, in order per topic and
 * key, or topic and partition, however long that takes.
 * <ul>
 * <li>When {@code send} throws, nothing was kept, unless it throws
 * {@link io.github.robustkafka.outbox.OutcomeUnknownException}.</li>
 * <li>The future completes with the broker's answer, callbacks before it, on the thread
 * of the outcomes; callbacks may send, and must not flush. When too many records are
 * awaited in memory, it completes without an offset as soon as the record is
 * journaled.</li>
 * <li>Every record gets a new record id; one that it carries already is replaced.</li>
 * <li>Transactions are refused: {@link #sendAll} journals many records together.</li>
 * </ul>
 * Safe for any number of threads. Closing it refuses further sends and leaves the outbox
 * open.
 *
 * @param <K> type of keys
 * @param <V> type of values
 */
public final class RobustProducer<K, V> implements Producer<K, V> {

	private final OutboxWriter writer;

	private final Outcomes outcomes;

	private final RecordEncoder<K, V> encoder;

	private final Interceptors<K, V> interceptors;

	private final ProducerSettings settings;

	private final Supplier<Producer<K, V>> direct;

	private final Journaling journaling;

	private volatile boolean closed;

	/**
	 * Creates a producer.
	 * @param writer the outbox
	 * @param outcomes tells what became of the records
	 * @param keySerializer serializes keys, in the sender's thread; closed with this
	 * @param valueSerializer serializes values, in the sender's thread; closed with this
	 * @param interceptors see typed records
	 * @param settings how to behave
	 * @param direct makes or finds a producer that asks the broker for metadata and has
	 * metrics
	 */
	public RobustProducer(OutboxWriter writer, Outcomes outcomes, Serializer<K> keySerializer,
			Serializer<V> valueSerializer, List<ProducerInterceptor<K, V>> interceptors, ProducerSettings settings,
			Supplier<Producer<K, V>> direct) {
		this.writer = writer;
		this.outcomes = outcomes;
		this.encoder = new RecordEncoder<>(keySerializer, valueSerializer, settings.limits(), Clock.systemUTC());
		this.interceptors = new Interceptors<>(interceptors);
		this.settings = settings;
		this.direct = direct;
		this.journaling = new Journaling(writer, outcomes, settings.completeOn(), this.interceptors);
	}

	@Override
	public Future<RecordMetadata> send(ProducerRecord<K, V> record) {
		return send(record, (Callback) null);
	}

	@Override
	public Future<RecordMetadata> send(ProducerRecord<K, V> record, @Nullable Callback callback) {
		return send(record, null, callback);
	}

	/**
	 * Sends a record with a context that comes back with its outcome.
	 * @param record the record
	 * @param context text for {@link io.github.robustkafka.outbox.OutboxListener}, kept
	 * in the outbox, never sent to Kafka; may be null
	 * @param callback called with the outcome; may be null
	 * @return completes with the broker's answer
	 */
	public Future<RecordMetadata> send(ProducerRecord<K, V> record, @Nullable String context,
			@Nullable Callback callback) {
		return intercepted(record, (one) -> this.journaling.journal(this.encoder.encode(one, null, context), callback));
	}

	/**
	 * Interceptors that have seen a record also see that nothing was kept of it.
	 */
	private <T> T intercepted(ProducerRecord<K, V> record, Function<ProducerRecord<K, V>, T> sending) {
		refuseIfClosed();
		ProducerRecord<K, V> intercepted = this.interceptors.onSend(record);
		try {
			return sending.apply(intercepted);
		}
		catch (RuntimeException ex) {
			this.interceptors.onSendError(intercepted, ex);
			throw ex;
		}
	}

	private <T> T allIntercepted(Collection<ProducerRecord<K, V>> records,
			Function<List<ProducerRecord<K, V>>, T> sending) {
		refuseIfClosed();
		List<ProducerRecord<K, V>> intercepted = records.stream().map(this.interceptors::onSend).toList();
		try {
			return sending.apply(intercepted);
		}
		catch (RuntimeException ex) {
			intercepted.forEach((record) -> this.interceptors.onSendError(record, ex));
			throw ex;
		}
	}

	/**
	 * Journals all records in one commit, or none. Returns when they are durable.
	 * @param records the records, in order
	 * @return for each record, in order, a future with the broker's answer
	 * @throws OutboxException if nothing was kept, or it is not known
	 */
	public List<CompletableFuture<RecordMetadata>> sendAll(List<ProducerRecord<K, V>> records) {
		return allIntercepted(records, (intercepted) -> this.journaling
			.journalAll(intercepted.stream().map((record) -> this.encoder.encode(record, null, null)).toList(), false));
	}

	/**
	 * Journals all records in one commit, or none, under record ids of the caller. Those
	 * that are pending or retained already are not journaled again.
	 * @param records the records by their ids, in the order of the map
	 * @return for each record, in order, a future with the broker's answer
	 * @throws OutboxException if nothing was kept, or it is not known
	 */
	public List<CompletableFuture<RecordMetadata>> sendAll(Map<UUID, ProducerRecord<K, V>> records) {
		return allIntercepted(records.values(), (intercepted) -> {
			List<OutboxRecord> encoded = new ArrayList<>();
			for (UUID recordId : records.keySet()) {
				encoded.add(this.encoder.encode(intercepted.get(encoded.size()), recordId, null));
			}
			return this.journaling.journalAll(encoded, true);
		});
	}

	/**
	 * Queues a record and returns without waiting for the disk; waits for room only, as
	 * the outbox is set up. Records of one thread keep their order.
	 * @param record the record
	 * @return its record id and the steps ahead
	 * @throws OutboxException if nothing was queued
	 */
	public SendReceipt sendAsync(ProducerRecord<K, V> record) {
		return intercepted(record, (one) -> this.journaling.queue(this.encoder.encode(one, null, null), false));
	}

	/**
	 * Queues a record under a record id of the caller. If a record with this id is
	 * pending or retained already, no second one is made. If that has another topic,
	 * partition, key, value or headers, the receipt fails; timestamp and trace stay those
	 * of the first.
	 * @param record the record
	 * @param recordId its id
	 * @return its record id and the steps ahead
	 * @throws OutboxException if nothing was queued
	 */
	public SendReceipt sendAsync(ProducerRecord<K, V> record, UUID recordId) {
		return intercepted(record, (one) -> this.journaling.queue(this.encoder.encode(one, recordId, null), true));
	}

	/**
	 * Waits until all records that this process appended before are acknowledged or
	 * failed.
	 * @throws FlushTimeoutException if some are still pending after the flush timeout
	 * @throws IllegalStateException when called by a callback, listener or future of an
	 * outcome, which would wait for itself
	 */
	@Override
	public void flush() {
		if (this.outcomes.isOutcomeThread()) {
			throw new IllegalStateException(
					"flush was called inside a callback, listener or future of a record's outcome and would wait for itself. Flush on another thread.");
		}
		long deadline = System.nanoTime() + this.settings.flushTimeout().toNanos();
		boolean flushed = this.writer.flush(this.settings.flushTimeout()) && callbacksAreDone(deadline);
		if (Thread.currentThread().isInterrupted()) {
			throw new InterruptException("The flush was interrupted; nothing is lost.", new InterruptedException());
		}
		if (!flushed) {
			throw new FlushTimeoutException(
					"After %s, %d records are still pending. They stay in the outbox and are sent when Kafka takes them. Raise robust.kafka.template.flush-timeout to wait longer."
						.formatted(this.settings.flushTimeout(), this.writer.pending()));
		}
	}

	private boolean callbacksAreDone(long deadline) {
		CountDownLatch done = new CountDownLatch(1);
		this.outcomes.execute(done::countDown);
		try {
			return done.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	@Override
	public List<PartitionInfo> partitionsFor(String topic) {
		try (Producer<K, V> producer = this.direct.get()) {
			return producer.partitionsFor(topic);
		}
	}

	@Override
	public Map<MetricName, ? extends Metric> metrics() {
		try (Producer<K, V> producer = this.direct.get()) {
			return producer.metrics();
		}
	}

	@Override
	public Uuid clientInstanceId(Duration timeout) {
		return this.direct.get().clientInstanceId(timeout);
	}

	@Override
	public void registerMetricForSubscription(KafkaMetric metric) {
		this.direct.get().registerMetricForSubscription(metric);
	}

	@Override
	public void unregisterMetricFromSubscription(KafkaMetric metric) {
		this.direct.get().unregisterMetricFromSubscription(metric);
	}

	@Override
	public void initTransactions() {
		throw noTransactions("initTransactions");
	}

	@Override
	public void beginTransaction() {
		throw noTransactions("beginTransaction");
	}

	@Override
	public void sendOffsetsToTransaction(Map<TopicPartition, OffsetAndMetadata> offsets,
			ConsumerGroupMetadata groupMetadata) {
		throw noTransactions("sendOffsetsToTransaction");
	}

	@Override
	public void commitTransaction() {
		throw noTransactions("commitTransaction");
	}

	@Override
	public void abortTransaction() {
		throw noTransactions("abortTransaction");
	}

	private static UnsupportedOperationException noTransactions(String method) {
		return new UnsupportedOperationException(
				"%s is not supported: records go to Kafka through the outbox, outside of Kafka transactions. Use sendAll to journal many records together or not at all."
					.formatted(method));
	}

	private void refuseIfClosed() {
		if (this.closed) {
			throw new IllegalStateException("The producer is closed; nothing was kept.");
		}
	}

	@Override
	public void close() {
		if (!this.closed) {
			this.closed = true;
			this.encoder.close();
			this.interceptors.close();
		}
	}

	@Override
	public void close(Duration timeout) {
		close();
	}

}
