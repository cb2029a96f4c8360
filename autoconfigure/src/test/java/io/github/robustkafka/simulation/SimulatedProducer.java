package io.github.robustkafka.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Kafka's producer as the relay configures it: it never blocks, it looks for metadata
 * behind the caller's back, it gathers batches, and what it cannot take comes back inside
 * of {@code send}. What it took is sent by its {@link ProducerSender}.
 */
final class SimulatedProducer extends MockProducer<byte[], byte[]> {

	private static final int MAX_REQUEST_BYTES = 2_000_000;

	private final World world;

	private final SimulatedCluster cluster;

	private final Ledger ledger;

	private final ProducerFaults faults;

	private final ProducerSender sender;

	private final Set<UUID> handedOver;

	private final long bufferBytes;

	/**
	 * How many partitions a topic had when it was last seen, 0 if there was none, -1 if
	 * it was not allowed to look.
	 */
	private final Map<String, Integer> metadata = new HashMap<>();

	private final Set<String> asked = new HashSet<>();

	private final Map<String, Integer> stickyPartitions = new HashMap<>();

	private boolean dead;

	private boolean broken;

	SimulatedProducer(World world, SimulatedCluster cluster, Ledger ledger, ProducerFaults faults,
			ProducerSender sender, Set<UUID> handedOver, long bufferBytes) {
		super(Cluster.empty(), false, null, new ByteArraySerializer(), new ByteArraySerializer());
		this.world = world;
		this.cluster = cluster;
		this.ledger = ledger;
		this.faults = faults;
		this.sender = sender;
		this.handedOver = handedOver;
		this.bufferBytes = bufferBytes;
	}

	/**
	 * The process is dead.
	 */
	void die() {
		this.dead = true;
		this.sender.die();
	}

	/**
	 * Nothing can be sent with it any more.
	 */
	void breakDown() {
		this.broken = true;
	}

	Set<UUID> unanswered() {
		return this.sender.unanswered();
	}

	@Override
	public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, @Nullable Callback callback) {
		if (this.dead) {
			throw new ProcessDied();
		}
		if (this.sender.isClosed()) {
			throw new IllegalStateException("Cannot perform operation after producer has been closed");
		}
		if (this.broken) {
			this.ledger.fired(FaultKind.PRODUCER_BROKEN);
			throw new KafkaException("The producer is in an error state");
		}
		this.faults.attempts++;
		Entry entry = Entry.of(record);
		Exception refusal = refusal(entry);
		if (refusal != null) {
			this.world.trace(() -> "not taken: " + entry.recordId().getLeastSignificantBits() + " " + refusal);
			if (callback != null) {
				callback.onCompletion(null, refusal);
			}
			return CompletableFuture.failedFuture(refusal);
		}
		this.ledger.handedOver(entry.recordId());
		this.handedOver.add(entry.recordId());
		this.sender.add(record.topic(), partition(record), entry, callback);
		return new CompletableFuture<>();
	}

	private @Nullable Exception refusal(Entry entry) {
		String topic = entry.record().topic();
		Integer partitions = this.metadata.get(topic);
		if (partitions == null || partitions <= 0) {
			ask(topic);
		}
		if (partitions == null) {
			return new TimeoutException("Topic " + topic + " not present in metadata after 0 ms.");
		}
		if (partitions == 0) {
			this.ledger.fired(FaultKind.TOPIC_MISSING);
			return new TimeoutException("Topic " + topic + " not present in metadata after 0 ms.",
					new UnknownTopicOrPartitionException("This server does not host this topic-partition."));
		}
		if (partitions < 0) {
			this.ledger.fired(FaultKind.NOT_AUTHORIZED);
			this.metadata.remove(topic);
			return new TopicAuthorizationException(topic);
		}
		Integer partition = entry.record().partition();
		if (partition != null && partition >= partitions) {
			ask(topic);
			this.ledger.fired(FaultKind.PARTITION_MISSING);
			return new TimeoutException("Partition " + partition + " is not present in metadata after 0 ms.");
		}
		if (this.faults.throwingPartitioner.equals(topic)) {
			this.ledger.fired(FaultKind.PARTITIONER_THROWS);
			throw new IllegalArgumentException("The partitioner throws");
		}
		if (entry.size() > MAX_REQUEST_BYTES) {
			this.ledger.fired(FaultKind.RECORD_TOO_LARGE);
			return new RecordTooLargeException("The record is too large for the producer");
		}
		if (this.sender.bytes() > 0 && this.sender.bytes() + entry.size() > this.bufferBytes) {
			this.ledger.fired(FaultKind.BUFFER_EXHAUSTED);
			return new BufferExhaustedException("Failed to allocate within 0 ms");
		}
		return null;
	}

	/**
	 * Asks the cluster for the topic in the background; one question at a time.
	 */
	private void ask(String topic) {
		if (this.asked.add(topic)) {
			this.world.after(this.world.micros(200, 8000), () -> metadataCame(topic));
		}
	}

	private void metadataCame(String topic) {
		this.asked.remove(topic);
		if (!this.cluster.isReachable() || this.sender.isClosed()) {
			return;
		}
		SimulatedTopic found = this.cluster.find(topic);
		int partitions = (found != null) ? found.partitions : 0;
		this.metadata.put(topic, (found != null && !found.authorized) ? -1 : partitions);
		if (this.world.chance(0.5)) {
			// It grows old.
			this.world.after(this.world.millis(500, 5000), () -> ask(topic));
		}
	}

	private int partition(ProducerRecord<byte[], byte[]> record) {
		if (record.partition() != null) {
			return record.partition();
		}
		int partitions = this.metadata.get(record.topic());
		if (record.key() != null) {
			return (Arrays.hashCode(record.key()) & 0x7fffffff) % partitions;
		}
		if (this.world.chance(0.2)) {
			this.stickyPartitions.remove(record.topic());
		}
		return this.stickyPartitions.computeIfAbsent(record.topic(),
				(topic) -> this.world.random().nextInt(partitions));
	}

	@Override
	public List<PartitionInfo> partitionsFor(String topic) {
		Integer partitions = this.metadata.get(topic);
		if (partitions == null || partitions <= 0) {
			throw new TimeoutException("Topic " + topic + " not present in metadata after 0 ms.");
		}
		List<PartitionInfo> infos = new ArrayList<>();
		for (int i = 0; i < partitions; i++) {
			infos.add(new PartitionInfo(topic, i, null, null, null));
		}
		return infos;
	}

	@Override
	public void close(Duration timeout) {
		if (this.dead) {
			throw new ProcessDied();
		}
		this.sender.close(timeout);
	}

}
