package io.github.robustkafka.relay;

import java.time.Duration;

import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.robustkafka.worker.WakeUpSignal;

/**
 * The life of one producer. When the broker refuses a batch while other records of its
 * topic are in flight, the producer is closed inside the callback, before it can send
 * later batches of the partition: nothing overtakes the refused records.
 */
final class ProducerSession {

	private static final Logger logger = LoggerFactory.getLogger(ProducerSession.class);

	private final ProducerSource source;

	private final Producer<byte[], byte[]> producer;

	private final Answers answers;

	private final WakeUpSignal signal;

	private final Thread sender = Thread.currentThread();

	private volatile boolean refused;

	private volatile boolean closed;

	private boolean proven;

	/**
	 * Written and read by the sender only.
	 */
	private boolean sending;

	private @Nullable Exception notTaken;

	ProducerSession(ProducerSource source, Answers answers, WakeUpSignal signal) {
		this.source = source;
		this.producer = source.create();
		this.answers = answers;
		this.signal = signal;
	}

	/**
	 * Hands a record to the producer.
	 * @return why the producer did not take it, or null if it did
	 * @throws RuntimeException what the producer or a partitioner threw
	 */
	@Nullable Exception send(Delivery delivery, ProducerRecord<byte[], byte[]> record) {
		this.notTaken = null;
		this.sending = true;
		try {
			this.producer.send(record, delivery);
		}
		finally {
			this.sending = false;
		}
		return this.notTaken;
	}

	/**
	 * Called by the producer: on its own thread for records that it took, inside
	 * {@link #send} for records that it did not take.
	 */
	void answered(Delivery delivery) {
		Exception failure = delivery.failure();
		if (failure != null && Thread.currentThread() == this.sender && this.sending) {
			this.notTaken = failure;
			return;
		}
		boolean firstRefusal = failure != null && !delivery.alone() && !this.refused;
		if (firstRefusal) {
			// Before the answer can be seen, so that it is not taken for one of a record
			// alone.
			this.refused = true;
		}
		this.answers.add(delivery);
		if (firstRefusal) {
			// Also while it is being closed in good order: nothing more may be sent.
			closeQuietly(Duration.ZERO);
		}
		this.signal.signal();
	}

	/**
	 * Whether the producer knows the topic and the topic does not have the partition.
	 */
	boolean lacksPartition(String topic, int partition) {
		try {
			return this.producer.partitionsFor(topic).size() <= partition;
		}
		catch (RuntimeException ex) {
			return false;
		}
	}

	/**
	 * Whether nothing more can be sent with it.
	 */
	boolean aborted() {
		return this.refused || this.closed;
	}

	/**
	 * How many batches the producer has split so far because they were too large.
	 */
	double batchSplits() {
		return this.producer.metrics()
			.entrySet()
			.stream()
			.filter((metric) -> metric.getKey().name().equals("batch-split-total"))
			.mapToDouble(
					(metric) -> (metric.getValue().metricValue() instanceof Number number) ? number.doubleValue() : 0)
			.sum();
	}

	/**
	 * Whether the producer ever brought a record to the broker.
	 */
	boolean proven() {
		return this.proven;
	}

	void prove() {
		this.proven = true;
	}

	/**
	 * Closes the producer and waits until it has answered for all its records.
	 */
	void close(Duration timeout) {
		this.closed = true;
		closeQuietly(timeout);
		this.source.closed(this.producer);
	}

	private void closeQuietly(Duration timeout) {
		try {
			this.producer.close(timeout);
		}
		catch (RuntimeException ex) {
			logger.warn("A producer was not closed in good order. It sends nothing more.", ex);
		}
	}

}
