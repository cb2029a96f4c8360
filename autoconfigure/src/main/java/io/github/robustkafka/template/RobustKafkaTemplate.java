package io.github.robustkafka.template;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.Supplier;

import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.core.ProducerFactory;
import org.springframework.kafka.support.LoggingProducerListener;
import org.springframework.kafka.support.ProducerListener;
import org.springframework.kafka.support.SendResult;
import org.springframework.kafka.support.micrometer.KafkaTemplateObservationConvention;

import io.github.robustkafka.observation.JournalObservations;
import io.github.robustkafka.observation.RobustKafkaJournalObservationConvention;
import io.github.robustkafka.outbox.OutboxException;
import io.github.robustkafka.producer.ContextHeader;
import io.github.robustkafka.producer.RobustProducer;
import io.github.robustkafka.producer.SendReceipt;

/**
 * A {@code KafkaTemplate} whose sends are durable: when {@code send} returns, the record
 * is in the outbox and reaches Kafka, in order per topic and key, at least once. When
 * {@code send} throws, nothing was kept, unless it throws
 * {@link io.github.robustkafka.outbox.OutcomeUnknownException}.
 * <p>
 * The future of a send completes with the broker's answer, on the thread of the outcomes
 * or, while the outbox closes, on another; during an outage that takes as long as the
 * outage. What depends on it may send; it must not {@link #flush()}. Topics that are
 * excluded are sent directly, as by any {@code KafkaTemplate}.
 * <p>
 * Every method of {@code KafkaTemplate} works, except {@link #executeInTransaction} and
 * {@link #sendOffsetsToTransaction}, which refuse. A send inside a database transaction
 * is journaled at once and is not undone by a rollback. Safe for any number of threads.
 *
 * @param <K> type of keys
 * @param <V> type of values
 */
public class RobustKafkaTemplate<K, V> extends KafkaTemplate<K, V> {

	private final RobustProducer<K, V> robustProducer;

	private final Producer<K, V> templateProducer;

	private final Predicate<String> excluded;

	private final ClusterId clusterId = new ClusterId();

	private final SendObservations sendObservations = new SendObservations(this::getObservationRegistry,
			this::clusterId);

	private final JournalObservations journalObservations = new JournalObservations(this.sendObservations::registry);

	private volatile boolean sentDirectly;

	/**
	 * Creates a template. Applications get one from Spring, or further ones from
	 * {@link RobustKafkaTemplates}.
	 * @param producerFactory for excluded topics, and for what asks the broker
	 * @param robustProducer journals all others; closed with the template
	 * @param excluded topics that are sent directly
	 */
	public RobustKafkaTemplate(ProducerFactory<K, V> producerFactory, RobustProducer<K, V> robustProducer,
			Predicate<String> excluded) {
		super(producerFactory);
		this.robustProducer = robustProducer;
		this.templateProducer = new TemplateProducer<>(robustProducer, this.journalObservations);
		this.excluded = excluded;
		super.setProducerListener(new OutcomeProducerListener<>(new LoggingProducerListener<>()));
	}

	/**
	 * Sets who is told of outcomes: acknowledged records, and records that failed. A
	 * record that is pending when the outbox closes has none yet.
	 * @param producerListener the listener, or null for none
	 */
	@Override
	public void setProducerListener(@Nullable ProducerListener<K, V> producerListener) {
		super.setProducerListener((producerListener != null) ? new OutcomeProducerListener<>(producerListener) : null);
	}

	/**
	 * Sets whether sends and journaling are observed.
	 * @param observationEnabled true to observe them
	 */
	@Override
	public void setObservationEnabled(boolean observationEnabled) {
		super.setObservationEnabled(observationEnabled);
		this.sendObservations.setEnabled(observationEnabled);
	}

	@Override
	public void setObservationConvention(KafkaTemplateObservationConvention observationConvention) {
		super.setObservationConvention(observationConvention);
		this.sendObservations.setConvention(observationConvention);
	}

	/**
	 * Sets what names and describes the observations of journaling.
	 * @param convention the convention, or null for the default
	 */
	public void setJournalObservationConvention(@Nullable RobustKafkaJournalObservationConvention convention) {
		this.journalObservations.setConvention(convention);
	}

	@Override
	public void setBeanName(String name) {
		super.setBeanName(name);
		this.sendObservations.setBeanName(name);
	}

	/**
	 * Sends a record with a context that comes back with its outcome.
	 * @param record the record
	 * @param context text for {@link io.github.robustkafka.outbox.OutboxListener}, kept
	 * in the outbox, never sent to Kafka
	 * @return completes with the broker's answer
	 * @throws IllegalArgumentException if the topic is excluded from the outbox
	 */
	public CompletableFuture<SendResult<K, V>> send(ProducerRecord<K, V> record, String context) {
		if (this.excluded.test(record.topic())) {
			throw new IllegalArgumentException(
					"Topic '%s' is excluded from the outbox, so nobody would get the context back; nothing was sent. Send without a context, or remove the topic from robust.kafka.template.exclude-topics."
						.formatted(record.topic()));
		}
		return send(ContextHeader.addedTo(record, context));
	}

	/**
	 * Journals all records in one commit, or none. Returns when they are durable. Topics
	 * are journaled also if they are excluded.
	 * @param records the records, in order
	 * @return for each record, in order, a future with the broker's answer
	 * @throws OutboxException if nothing was kept, or it is not known
	 */
	public List<CompletableFuture<RecordMetadata>> sendAll(List<ProducerRecord<K, V>> records) {
		if (!this.journalObservations.isEnabled()) {
			return this.robustProducer.sendAll(records);
		}
		return this.sendObservations.observeAll(records,
				() -> journalAll(records, () -> this.robustProducer.sendAll(records)));
	}

	private List<CompletableFuture<RecordMetadata>> journalAll(Collection<ProducerRecord<K, V>> records,
			Supplier<List<CompletableFuture<RecordMetadata>>> journaling) {
		List<String> topics = records.stream().map(ProducerRecord::topic).distinct().limit(2).toList();
		return this.journalObservations.observe((topics.size() == 1) ? topics.get(0) : JournalObservations.MANY,
				records.size(), journaling);
	}

	/**
	 * Journals all records in one commit, or none, under record ids of the caller. Those
	 * that are pending or retained already are not journaled again. Trace headers are not
	 * added: under the same id they would be other content.
	 * @param records the records by their ids, in the order of the map
	 * @return for each record, in order, a future with the broker's answer
	 * @throws OutboxException if nothing was kept, or it is not known
	 */
	public List<CompletableFuture<RecordMetadata>> sendAll(Map<UUID, ProducerRecord<K, V>> records) {
		if (!this.journalObservations.isEnabled()) {
			return this.robustProducer.sendAll(records);
		}
		return journalAll(records.values(), () -> this.robustProducer.sendAll(records));
	}

	/**
	 * Queues a record and returns without waiting for the disk: thousands share a commit.
	 * Records of one thread keep their order. When the outbox is full, it waits or is
	 * refused as configured.
	 * @param record the record
	 * @return its record id and the steps ahead
	 * @throws OutboxException if nothing was queued
	 */
	public SendReceipt sendAsync(ProducerRecord<K, V> record) {
		if (!this.journalObservations.isEnabled()) {
			return this.robustProducer.sendAsync(record);
		}
		return this.sendObservations.observe(record, () -> queue(record, () -> this.robustProducer.sendAsync(record)));
	}

	private SendReceipt queue(ProducerRecord<K, V> record, Supplier<SendReceipt> queueing) {
		return this.journalObservations.observe(record.topic(), queueing, SendReceipt::journaled);
	}

	/**
	 * Queues a record under a record id of the caller: sending it again with this id
	 * makes no second record while the first is pending or retained. Trace headers are
	 * not added: under the same id they would be other content.
	 * @param record the record
	 * @param recordId its id
	 * @return its record id and the steps ahead
	 * @throws OutboxException if nothing was queued
	 */
	public SendReceipt sendAsync(ProducerRecord<K, V> record, UUID recordId) {
		if (!this.journalObservations.isEnabled()) {
			return this.robustProducer.sendAsync(record, recordId);
		}
		return queue(record, () -> this.robustProducer.sendAsync(record, recordId));
	}

	/**
	 * Waits until all records that this process sent before are acknowledged or failed,
	 * those of excluded topics too.
	 * @throws io.github.robustkafka.producer.FlushTimeoutException if some are still
	 * pending after the flush timeout; they stay in the outbox
	 * @throws IllegalStateException when called by a callback or future of an outcome
	 */
	@Override
	public void flush() {
		super.flush();
		if (this.sentDirectly) {
			try (Producer<K, V> direct = getProducerFactory().createProducer()) {
				direct.flush();
			}
		}
	}

	/**
	 * Refuses.
	 * @throws UnsupportedOperationException always
	 */
	@Override
	public <T> @Nullable T executeInTransaction(OperationsCallback<K, V, T> callback) {
		throw noTransactions("executeInTransaction");
	}

	/**
	 * Refuses.
	 * @throws UnsupportedOperationException always
	 */
	@Override
	public void sendOffsetsToTransaction(Map<TopicPartition, OffsetAndMetadata> offsets,
			ConsumerGroupMetadata groupMetadata) {
		throw noTransactions("sendOffsetsToTransaction");
	}

	private static UnsupportedOperationException noTransactions(String method) {
		return new UnsupportedOperationException(
				"%s is not supported by RobustKafkaTemplate: records go to Kafka through the outbox, outside of Kafka transactions. Use sendAll to journal many records together or not at all, or a KafkaTemplate with a transactional ProducerFactory of its own."
					.formatted(method));
	}

	@Override
	protected Producer<K, V> getTheProducer(@Nullable String topic) {
		if (topic != null && this.excluded.test(topic)) {
			this.sentDirectly = true;
			return super.getTheProducer(topic);
		}
		return this.templateProducer;
	}

	@Override
	protected @Nullable String clusterId() {
		KafkaAdmin admin = getKafkaAdmin();
		return (admin != null) ? this.clusterId.get(admin::clusterId) : null;
	}

	@Override
	public void destroy() {
		this.robustProducer.close();
		super.destroy();
	}

}
