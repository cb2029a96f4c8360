package io.github.robustkafka.simulation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Three brokers that share the partitions among them, and the network in front of them.
 * Takes batches as Kafka does: all or none of a batch, and a numbered batch once.
 */
final class SimulatedCluster {

	static final int BROKERS = 3;

	private final World world;

	private final Ledger ledger;

	private final @Nullable Sabotage sabotage;

	private final Map<String, SimulatedTopic> topics = new LinkedHashMap<>();

	final boolean[] away = new boolean[BROKERS];

	/**
	 * Nobody reaches any broker, whatever else heals.
	 */
	boolean cutOff;

	boolean answersAreLost;

	boolean tooFewReplicas;

	SimulatedCluster(World world, Ledger ledger, @Nullable Sabotage sabotage) {
		this.world = world;
		this.ledger = ledger;
		this.sabotage = sabotage;
	}

	void add(SimulatedTopic topic) {
		this.topics.put(topic.name, topic);
	}

	List<SimulatedTopic> topics() {
		return List.copyOf(this.topics.values());
	}

	/**
	 * The topic, or null if it is missing.
	 */
	@Nullable SimulatedTopic find(String name) {
		SimulatedTopic topic = this.topics.get(name);
		return (topic != null && topic.exists) ? topic : null;
	}

	static int leader(String topic, int partition) {
		return (topic.hashCode() + partition & 0x7fffffff) % BROKERS;
	}

	boolean isAway(int broker) {
		return this.cutOff || this.away[broker];
	}

	boolean isReachable() {
		return !this.cutOff && IntStream.range(0, BROKERS).anyMatch((broker) -> !this.away[broker]);
	}

	/**
	 * A broker deals with a batch.
	 */
	Answer take(ProducerBatch batch) {
		SimulatedTopic topic = find(batch.topic());
		if (topic == null || batch.partition() >= topic.partitions) {
			this.ledger.fired(FaultKind.TOPIC_MISSING);
			return Answer.of(Answer.Verdict.TRY_AGAIN);
		}
		if (!topic.authorized) {
			this.ledger.fired(FaultKind.NOT_AUTHORIZED);
			return Answer.of(Answer.Verdict.NOT_AUTHORIZED);
		}
		if (this.tooFewReplicas) {
			this.ledger.fired(FaultKind.NOT_ENOUGH_REPLICAS);
			return Answer.of(Answer.Verdict.TRY_AGAIN);
		}
		if (batch.bytes() > topic.maxBytes) {
			this.ledger.fired((batch.entries().size() > 1) ? FaultKind.BATCH_TOO_LARGE : FaultKind.RECORD_TOO_LARGE);
			return Answer.of(Answer.Verdict.TOO_LARGE);
		}
		List<Integer> culprits = culprits(topic, batch);
		if (!culprits.isEmpty()) {
			this.ledger.fired(FaultKind.RECORD_REFUSED);
			return Answer.malformed(culprits);
		}
		return append(topic, batch);
	}

	private static List<Integer> culprits(SimulatedTopic topic, ProducerBatch batch) {
		List<Integer> culprits = new ArrayList<>();
		for (int i = 0; i < batch.entries().size(); i++) {
			if (topic.compacted && batch.entries().get(i).record().key() == null) {
				culprits.add(i);
			}
		}
		return culprits;
	}

	private Answer append(SimulatedTopic topic, ProducerBatch batch) {
		long known = topic.recognise(batch);
		if (known >= 0) {
			return Answer.taken(known);
		}
		if (known == -2) {
			return Answer.of(Answer.Verdict.OUT_OF_SEQUENCE);
		}
		if (this.sabotage == Sabotage.BROKER_FORGETS && this.world.chance(0.02)) {
			return Answer.taken(topic.takeOffsets(batch.partition(), batch.entries().size()));
		}
		long offset = keep(topic, batch);
		topic.remember(batch, offset);
		if (this.sabotage == Sabotage.BROKER_DUPLICATES && this.world.chance(0.02)) {
			keep(topic, batch);
		}
		return Answer.taken(offset);
	}

	private long keep(SimulatedTopic topic, ProducerBatch batch) {
		long first = topic.takeOffsets(batch.partition(), batch.entries().size());
		List<Entry> entries = batch.entries();
		this.world.trace(() -> "%s-%d@%d from producer %s: %s".formatted(topic.name, batch.partition(), first,
				batch.producerId(),
				entries.stream().map((entry) -> entry.recordId().getLeastSignificantBits()).toList()));
		List<Integer> order = new ArrayList<>(IntStream.range(0, entries.size()).boxed().toList());
		if (this.sabotage == Sabotage.BROKER_REORDERS) {
			Collections.reverse(order);
		}
		for (int index : order) {
			boolean altered = this.sabotage == Sabotage.BROKER_ALTERS && this.world.chance(0.02);
			Entry entry = altered ? altered(entries.get(index)) : entries.get(index);
			this.ledger.delivered(entry, batch.partition(), first + index, topic.keepsItsPartitions);
		}
		return first;
	}

	private static Entry altered(Entry entry) {
		ProducerRecord<byte[], byte[]> record = entry.record();
		return new Entry(entry.recordId(), new ProducerRecord<>(record.topic(), record.partition(), record.timestamp(),
				record.key(), "other".getBytes(), record.headers()), entry.size());
	}

	/**
	 * All is well again, and topics have all the partitions that anybody asked for.
	 */
	void heal() {
		Arrays.fill(this.away, false);
		this.cutOff = false;
		this.answersAreLost = false;
		this.tooFewReplicas = false;
		for (SimulatedTopic topic : this.topics.values()) {
			topic.exists = true;
			topic.authorized = true;
			topic.partitions = topic.keepsItsPartitions ? topic.partitions : SimulatedTopic.MOST_PARTITIONS;
		}
	}

}
