package io.github.robustkafka.retry;

import java.util.function.ToIntFunction;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * The ways to other topics that a listener's records can take. A record goes to the
 * partition that it comes from, as far as the topic is known to have it, else to that of
 * its key.
 */
public final class Forwards {

	private final Forwarder forwarder;

	private final String group;

	private final ToIntFunction<String> partitions;

	/**
	 * Creates the ways.
	 * @param forwarder sends
	 * @param group group of the listener
	 * @param partitions tells how many partitions a topic has, 0 if that is not known
	 */
	public Forwards(Forwarder forwarder, String group, ToIntFunction<String> partitions) {
		this.forwarder = forwarder;
		this.group = group;
		this.partitions = partitions;
	}

	void retry(ConsumerRecord<byte[], byte[]> record, Received received, int tier, long dueMillis, Throwable reason,
			Forward.Progress progress) {
		ForwardedRecord copy = new ForwardedRecord(record, received, this.group, reason);
		String topic = received.chain().retryTopics().get(tier);
		Integer partition = partition(topic, received);
		this.forwarder.forward(new Forward(
				(slim, anywhere) -> copy.retry(topic, anywhere ? null : partition, dueMillis, slim), progress));
	}

	void deadLetter(ConsumerRecord<byte[], byte[]> record, Received received, String topic, Throwable reason,
			Forward.Progress progress) {
		ForwardedRecord copy = new ForwardedRecord(record, received, this.group, reason);
		Integer partition = partition(topic, received);
		this.forwarder.forward(
				new Forward((slim, anywhere) -> copy.deadLetter(topic, anywhere ? null : partition, slim), progress));
	}

	private @Nullable Integer partition(String topic, Received received) {
		int partition = received.origin().partition();
		return (partition < this.partitions.applyAsInt(topic)) ? partition : null;
	}

}
