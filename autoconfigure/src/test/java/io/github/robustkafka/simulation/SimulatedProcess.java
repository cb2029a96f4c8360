package io.github.robustkafka.simulation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

import io.github.robustkafka.outbox.OutboxListener;
import io.github.robustkafka.outbox.RecordState;
import io.github.robustkafka.outcome.AwaitedRecords;
import io.github.robustkafka.outcome.Outcomes;
import io.github.robustkafka.relay.HandOff;
import io.github.robustkafka.relay.OutboxRelay;
import io.github.robustkafka.worker.SteppedWorker;
import io.github.robustkafka.worker.WakeUpSignal;
import io.github.robustkafka.writer.FailedRecords;
import io.github.robustkafka.writer.OutboxObserver;
import io.github.robustkafka.writer.OutboxWriter;

/**
 * One life of the application: the product's own writer, relay and outcomes on a store
 * and producers that are simulated.
 */
final class SimulatedProcess {

	private final World world;

	private final Ledger ledger;

	private final SimulatedDisk disk;

	private final SimulatedCluster cluster;

	private final ProducerFaults producerFaults;

	private final RunSettings settings;

	private final @Nullable Sabotage sabotage;

	private final String name;

	private final SimulatedStore store;

	private final OutboxWriter writer;

	private final Outcomes outcomes;

	private final OutboxRelay relay;

	private final List<SteppedWorker> workers = new ArrayList<>();

	private final Set<UUID> handedOver = new HashSet<>();

	private @Nullable SimulatedProducer producer;

	private int producers;

	private boolean dead;

	SimulatedProcess(Simulation simulation, String name) {
		this.world = simulation.world();
		this.ledger = simulation.ledger();
		this.disk = simulation.disk();
		this.cluster = simulation.cluster();
		this.producerFaults = simulation.producerFaults();
		this.settings = simulation.settings();
		this.sabotage = simulation.sabotage();
		this.name = name;
		this.store = new SimulatedStore(this.world, this.disk, simulation.diskFaults(), this.ledger, simulation::end,
				this.settings.retentionMillis(), this.sabotage);
		WakeUpSignal writerSignal = new WakeUpSignal();
		WakeUpSignal outcomesSignal = new WakeUpSignal();
		WakeUpSignal relaySignal = new WakeUpSignal();
		HandOff handOff = new HandOff(relaySignal, settings.relay().unsettled());
		this.writer = new OutboxWriter(this.store, this.settings.room(), this.world.time(), this.world::now,
				writerSignal, handOff, OutboxObserver.NO_OP);
		this.outcomes = new Outcomes(this.writer, List.of(new Listener()), new AwaitedRecords(100, 1 << 20),
				outcomesSignal);
		this.relay = new OutboxRelay(this.store, this.writer, this.outcomes, handOff, this::createProducer,
				this.settings.relay(), this.world::now);
		boolean deaf = this.sabotage == Sabotage.RELAY_IS_NOT_WOKEN;
		this.workers.add(new SteppedWorker(this.writer, writerSignal, this.world::now));
		this.workers.add(new SteppedWorker(this.outcomes, outcomesSignal, this.world::now));
		this.workers.add(new SteppedWorker(this.relay, deaf ? new WakeUpSignal() : relaySignal, this.world::now));
		this.world.workers(this.workers);
		this.world.trace(() -> "process " + name + " starts with " + this.writer.pending() + " pending");
	}

	private Producer<byte[], byte[]> createProducer() {
		if (this.producerFaults.cannotBeCreated) {
			this.ledger.fired(FaultKind.NO_PRODUCER);
			throw new KafkaException("No resolvable bootstrap urls");
		}
		this.producers++;
		String id = this.name + "." + this.producers;
		this.world.trace(() -> "producer " + id + " is created");
		ProducerSender sender = new ProducerSender(this.world, this.cluster, this.ledger, id, this::producerCloses,
				this.sabotage == Sabotage.PRODUCER_DOES_NOT_STOP);
		SimulatedProducer created = new SimulatedProducer(this.world, this.cluster, this.ledger, this.producerFaults,
				sender, this.handedOver, this.settings.bufferBytes());
		this.producer = created;
		return created;
	}

	private void producerCloses(ProducerSender sender) {
		Set<UUID> unanswered = sender.unanswered();
		this.world.trace(() -> "a producer closes, unanswered: "
				+ unanswered.stream().map(UUID::getLeastSignificantBits).sorted().toList());
		allowWhatIsLeft();
		this.ledger.window(unanswered.size(), this.settings.relay().maxInFlight() + this.cluster.topics().size());
	}

	OutboxWriter writer() {
		return this.writer;
	}

	Outcomes outcomes() {
		return this.outcomes;
	}

	OutboxRelay relay() {
		return this.relay;
	}

	SimulatedStore store() {
		return this.store;
	}

	FailedRecords failedRecords() {
		return new FailedRecords(this.store, this.writer);
	}

	@Nullable SimulatedProducer producer() {
		return this.producer;
	}

	boolean isDead() {
		return this.dead;
	}

	long cycles() {
		return this.workers.stream().mapToLong(SteppedWorker::cycles).sum();
	}

	/**
	 * The process ends without a word.
	 */
	void die() {
		this.dead = true;
		this.world.workers(List.of());
		if (this.producer != null) {
			this.ledger.window(this.producer.unanswered().size(),
					this.settings.relay().maxInFlight() + this.cluster.topics().size());
			this.producer.die();
		}
		this.store.die();
	}

	/**
	 * The process ends in good order, as the application context closes it.
	 */
	void stop() {
		this.writer.close();
		this.world.workers(this.workers.subList(0, 2));
		this.relay.onStop();
		this.world.workers(this.workers.subList(0, 1));
		this.outcomes.onStop();
		this.world.workers(List.of());
		this.writer.onStop();
		this.outcomes.abandonAll();
		this.store.close();
		this.dead = true;
		if (this.producer != null) {
			this.producer.die();
		}
		this.store.die();
	}

	/**
	 * What this process gave to Kafka, and did not commit the outcome of, may be sent
	 * again.
	 */
	void allowWhatIsLeft() {
		Set<UUID> left = new HashSet<>(this.handedOver);
		left.removeIf((id) -> {
			Row row = this.disk.find(id);
			return row == null || row.state() != RecordState.PENDING;
		});
		this.ledger.mayComeAgain(left);
	}

	/**
	 * Whether nothing waits anywhere in this process.
	 */
	boolean isIdle() {
		return this.writer.pending() == 0 && this.disk.count(RecordState.PENDING) == 0
				&& this.writer.waitingChanges() == 0 && this.writer.fencedBy() == null;
	}

	/**
	 * Hears of the outcomes for the ledger.
	 */
	private final class Listener implements OutboxListener {

		@Override
		public void acknowledged(SentRecord record, int partition, long offset) {
			SimulatedProcess.this.ledger.told(record.recordId(), true);
		}

		@Override
		public void failed(SentRecord record, String reason) {
			SimulatedProcess.this.ledger.told(record.recordId(), false);
		}

	}

}
