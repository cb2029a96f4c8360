package io.github.robustkafka.relay;

import java.time.Duration;
import java.util.Queue;

import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

import io.github.robustkafka.worker.WakeUpSignal;

/**
 * The life of one producer. When the broker refuses a batch while other records of its
 * topic are in flight, the producer is closed inside the callback, before it can send
 * later batches of the partition: nothing overtakes the refused records.
 */
final class ProducerSession {

	private final ProducerSource source;

	private final Producer<byte[], byte[]> producer;

	private final Queue<Delivery> answers;

	private final WakeUpSignal signal;

	private final Thread sender = Thread.currentThread();

	private volatile boolean aborted;

	private boolean proven;

	/**
	 * Written and read by the sender only.
	 */
	private boolean sending;

	private @Nullable Exception notTaken;

	ProducerSession(ProducerSource source, Queue<Delivery> answers, WakeUpSignal signal) {
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
		if (failure != null && !delivery.alone() && !this.aborted) {
			this.aborted = true;
			this.producer.close(Duration.ZERO);
		}
		this.answers.add(delivery);
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

	boolean aborted() {
		return this.aborted;
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
		this.aborted = true;
		try {
			this.producer.close(timeout);
		}
		finally {
			this.source.closed(this.producer);
		}
	}

}
