package io.github.robustkafka.relay;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Function;

import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A producer that takes or refuses records as a script says, and answers when told to.
 */
final class ScriptedProducer extends MockProducer<byte[], byte[]> {

	private final List<Sent> waiting = new ArrayList<>();

	private final List<ProducerRecord<byte[], byte[]>> attempts = new ArrayList<>();

	private Function<ProducerRecord<byte[], byte[]>, Exception> refusal = (record) -> null;

	private Function<ProducerRecord<byte[], byte[]>, RuntimeException> failure = (record) -> null;

	private int partitions = 1;

	private long offset;

	private boolean forceClosed;

	ScriptedProducer() {
		super(Cluster.empty(), false, null, new ByteArraySerializer(), new ByteArraySerializer());
	}

	/**
	 * Records that are not taken, each with the reason.
	 */
	ScriptedProducer refuse(Function<ProducerRecord<byte[], byte[]>, Exception> script) {
		this.refusal = script;
		return this;
	}

	/**
	 * Records for which send throws.
	 */
	ScriptedProducer throwFor(Function<ProducerRecord<byte[], byte[]>, RuntimeException> script) {
		this.failure = script;
		return this;
	}

	ScriptedProducer partitions(int count) {
		this.partitions = count;
		return this;
	}

	@Override
	public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, Callback callback) {
		this.attempts.add(record);
		RuntimeException thrown = this.failure.apply(record);
		if (thrown != null) {
			throw thrown;
		}
		Exception refused = this.refusal.apply(record);
		if (refused != null) {
			callback.onCompletion(null, refused);
			return CompletableFuture.failedFuture(refused);
		}
		this.waiting.add(new Sent(record, callback));
		return new CompletableFuture<>();
	}

	@Override
	public List<PartitionInfo> partitionsFor(String topic) {
		List<PartitionInfo> infos = new ArrayList<>();
		for (int i = 0; i < this.partitions; i++) {
			infos.add(new PartitionInfo(topic, i, null, null, null));
		}
		return infos;
	}

	/**
	 * The broker acknowledges all that waits.
	 */
	void acknowledgeAll() {
		List<Sent> acknowledged = List.copyOf(this.waiting);
		this.waiting.clear();
		acknowledged.forEach((sent) -> sent.callback.onCompletion(metadata(sent.record), null));
	}

	/**
	 * The broker acknowledges some of what waits.
	 */
	void acknowledge(List<String> values) {
		List<Sent> acknowledged = this.waiting.stream()
			.filter((sent) -> values.contains(new String(sent.record.value())))
			.toList();
		this.waiting.removeAll(acknowledged);
		acknowledged.forEach((sent) -> sent.callback.onCompletion(metadata(sent.record), null));
	}

	/**
	 * The broker refuses the batch of all that waits: the culprits with the failure,
	 * their neighbours as Kafka's client does it.
	 */
	void refuseBatch(List<String> culprits, Exception cause) {
		List<Sent> refused = List.copyOf(this.waiting);
		this.waiting.clear();
		for (Sent sent : refused) {
			boolean guilty = culprits.contains(new String(sent.record.value()));
			sent.callback.onCompletion(metadata(sent.record), guilty ? cause : new KafkaException(
					"Failed to append record because it was part of a batch with invalid records"));
		}
	}

	private RecordMetadata metadata(ProducerRecord<byte[], byte[]> record) {
		return new RecordMetadata(new TopicPartition(record.topic(), 0), this.offset++, 0, record.timestamp(), 0, 0);
	}

	@Override
	public void close(Duration timeout) {
		this.forceClosed = true;
		List<Sent> aborted = List.copyOf(this.waiting);
		this.waiting.clear();
		aborted
			.forEach((sent) -> sent.callback.onCompletion(null, new KafkaException("Producer is closed forcefully.")));
	}

	boolean isClosed() {
		return this.forceClosed;
	}

	/**
	 * Values of all records that send was called with.
	 */
	List<String> attempts() {
		return this.attempts.stream().map((record) -> new String(record.value())).toList();
	}

	/**
	 * Values of the records that are in flight.
	 */
	List<String> inFlight() {
		return this.waiting.stream().map((sent) -> new String(sent.record.value())).toList();
	}

	private record Sent(ProducerRecord<byte[], byte[]> record, Callback callback) {
	}

}
