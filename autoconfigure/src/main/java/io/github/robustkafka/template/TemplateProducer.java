package io.github.robustkafka.template;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.kafka.support.KafkaHeaders;

import io.github.robustkafka.observation.JournalObservations;
import io.github.robustkafka.producer.RobustProducer;

/**
 * The robust producer as {@code KafkaTemplate} gets it: it may be closed after each use
 * without effect, and its futures never look done, since the template would turn a
 * failure of the relay into an exception of a send that was journaled.
 *
 * @param <K> type of keys
 * @param <V> type of values
 */
final class TemplateProducer<K, V> implements Producer<K, V> {

	private static final Logger logger = LoggerFactory.getLogger(TemplateProducer.class);

	private final RobustProducer<K, V> delegate;

	private final JournalObservations observations;

	private volatile boolean warned;

	TemplateProducer(RobustProducer<K, V> delegate, JournalObservations observations) {
		this.delegate = delegate;
		this.observations = observations;
	}

	@Override
	public Future<RecordMetadata> send(ProducerRecord<K, V> record) {
		return send(record, null);
	}

	@Override
	public Future<RecordMetadata> send(ProducerRecord<K, V> record, @Nullable Callback callback) {
		if (!this.warned && record.headers().lastHeader(KafkaHeaders.DLT_EXCEPTION_FQCN) != null) {
			warnOfRecoverer(record.topic());
		}
		if (this.observations.isEnabled()) {
			return this.observations.observe(record.topic(), 1,
					() -> new OpenFuture(this.delegate.send(record, callback)));
		}
		return new OpenFuture(this.delegate.send(record, callback));
	}

	private void warnOfRecoverer(String topic) {
		this.warned = true;
		logger.warn(
				"A record for '{}' has the headers of a DeadLetterPublishingRecoverer. Through the outbox it is only on this disk when the recoverer takes it for published, and each attempt that times out journals another copy. Give the recoverer the bean 'defaultRetryTopicKafkaTemplate', which sends directly, or use a @RobustListener.",
				topic);
	}

	@Override
	public void flush() {
		this.delegate.flush();
	}

	@Override
	public List<PartitionInfo> partitionsFor(String topic) {
		return this.delegate.partitionsFor(topic);
	}

	@Override
	public Map<MetricName, ? extends Metric> metrics() {
		return this.delegate.metrics();
	}

	@Override
	public Uuid clientInstanceId(Duration timeout) {
		return this.delegate.clientInstanceId(timeout);
	}

	@Override
	public void registerMetricForSubscription(KafkaMetric metric) {
		this.delegate.registerMetricForSubscription(metric);
	}

	@Override
	public void unregisterMetricFromSubscription(KafkaMetric metric) {
		this.delegate.unregisterMetricFromSubscription(metric);
	}

	@Override
	public void initTransactions() {
		this.delegate.initTransactions();
	}

	@Override
	public void beginTransaction() {
		this.delegate.beginTransaction();
	}

	@Override
	public void sendOffsetsToTransaction(Map<TopicPartition, OffsetAndMetadata> offsets,
			ConsumerGroupMetadata groupMetadata) {
		this.delegate.sendOffsetsToTransaction(offsets, groupMetadata);
	}

	@Override
	public void commitTransaction() {
		this.delegate.commitTransaction();
	}

	@Override
	public void abortTransaction() {
		this.delegate.abortTransaction();
	}

	@Override
	public void close() {
	}

	@Override
	public void close(Duration timeout) {
	}

	/**
	 * A future that never looks done.
	 */
	private record OpenFuture(Future<RecordMetadata> delegate) implements Future<RecordMetadata> {

		@Override
		public boolean cancel(boolean mayInterruptIfRunning) {
			return false;
		}

		@Override
		public boolean isCancelled() {
			return false;
		}

		@Override
		public boolean isDone() {
			return false;
		}

		@Override
		public RecordMetadata get() throws InterruptedException, ExecutionException {
			return this.delegate.get();
		}

		@Override
		public RecordMetadata get(long timeout, TimeUnit unit)
				throws InterruptedException, ExecutionException, TimeoutException {
			return this.delegate.get(timeout, unit);
		}

	}

}
