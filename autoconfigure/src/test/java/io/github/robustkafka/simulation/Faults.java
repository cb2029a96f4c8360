package io.github.robustkafka.simulation;

import java.util.List;
import java.util.Random;

import io.github.robustkafka.outbox.RecordState;
import io.github.robustkafka.relay.PausedTopics;

/**
 * Lets things go wrong, one after the other and several at once, and heals them in the
 * end.
 */
final class Faults {

	private static final FaultKind[] IN_COMMIT = { FaultKind.COMMIT_NOT_WRITTEN, FaultKind.COMMIT_NOT_SYNCED,
			FaultKind.COMMIT_ANSWER_LOST, FaultKind.COMMIT_THROWS_ERROR, FaultKind.KILLED_IN_COMMIT,
			FaultKind.POWER_LOST_IN_COMMIT };

	private final Simulation simulation;

	private final World world;

	private final Ledger ledger;

	private final Random random;

	private boolean active = true;

	Faults(Simulation simulation) {
		this.simulation = simulation;
		this.world = simulation.world();
		this.ledger = simulation.ledger();
		this.random = this.world.random();
	}

	void start() {
		int calm = this.simulation.settings().calmMillis();
		this.world.after(this.world.millis(calm / 2, 2 * calm), () -> {
			if (this.active) {
				next();
				start();
			}
		});
	}

	/**
	 * All is well from here on.
	 */
	void end() {
		this.active = false;
		this.world.trace(() -> "the faults end");
		this.simulation.diskFaults().heal();
		this.simulation.producerFaults().heal();
		this.simulation.cluster().heal();
		SimulatedProcess process = this.simulation.process();
		if (process != null) {
			process.relay().paused().resume(PausedTopics.ALL);
		}
	}

	private void next() {
		switch (this.random.nextInt(6)) {
			case 0, 1 -> disk();
			case 2, 3, 4 -> kafka();
			default -> process();
		}
	}

	private void forAWhile(Runnable begin, Runnable heal) {
		begin.run();
		this.world.after(this.world.millis(20, this.random.nextInt(5) == 0 ? 20_000 : 2000), heal);
	}

	private void disk() {
		DiskFaults disk = this.simulation.diskFaults();
		int chosen = this.random.nextInt(12);
		this.world.trace(() -> "disk fault " + chosen);
		switch (chosen) {
			case 0 -> forAWhile(() -> disk.full = true, () -> disk.full = false);
			case 1 -> {
				disk.add(FaultKind.COMMIT_NOT_SYNCED);
				forAWhile(() -> disk.recoveryFails = true, () -> disk.recoveryFails = false);
			}
			case 2 -> forAWhile(() -> disk.readsFail = true, () -> disk.readsFail = false);
			case 3 -> disk.housekeepingFails = true;
			case 4 -> damageARow();
			default -> disk.add(IN_COMMIT[this.random.nextInt(IN_COMMIT.length)]);
		}
	}

	private void damageARow() {
		SimulatedDisk disk = this.simulation.disk();
		List<Row> pending = disk.rows().values().stream().filter((row) -> row.state() == RecordState.PENDING).toList();
		if (!pending.isEmpty() && disk.isSynced()) {
			Row row = pending.get(this.random.nextInt(pending.size()));
			disk.damage(row);
			this.world.trace(() -> "damage to " + row.pending().record().recordId().getLeastSignificantBits());
			this.ledger.get(row.pending().record().recordId()).damaged = true;
		}
	}

	private void process() {
		switch (this.random.nextInt(6)) {
			case 0 -> this.simulation.end(false);
			case 1 -> this.simulation.end(true);
			case 2 -> this.simulation.stop();
			case 3, 4 -> pause();
			default -> {
				this.ledger.fired(FaultKind.CLOCK_JUMPED);
				this.world.time().jump(this.random.nextInt(7_200_000) - 3_600_000);
			}
		}
	}

	/**
	 * Somebody pauses a topic, or all, and resumes it later, if the process still lives.
	 */
	private void pause() {
		SimulatedProcess process = this.simulation.process();
		if (process == null) {
			return;
		}
		List<SimulatedTopic> topics = this.simulation.cluster().topics();
		int chosen = this.random.nextInt(topics.size() + 1);
		String topic = (chosen < topics.size()) ? topics.get(chosen).name : PausedTopics.ALL;
		PausedTopics paused = process.relay().paused();
		this.world.trace(() -> "pause of " + topic);
		forAWhile(() -> paused.pause(topic), () -> paused.resume(topic));
		this.ledger.fired(FaultKind.TOPIC_PAUSED);
	}

	private void kafka() {
		SimulatedCluster cluster = this.simulation.cluster();
		ProducerFaults producers = this.simulation.producerFaults();
		int chosen = this.random.nextInt(13);
		this.world.trace(() -> "fault of Kafka " + chosen);
		switch (chosen) {
			case 0 -> forAWhile(() -> away(true), () -> away(false));
			case 1 -> {
				int broker = this.random.nextInt(SimulatedCluster.BROKERS);
				forAWhile(() -> cluster.away[broker] = true, () -> cluster.away[broker] = false);
			}
			case 2 -> forAWhile(() -> cluster.answersAreLost = true, () -> cluster.answersAreLost = false);
			case 3 -> forAWhile(() -> cluster.tooFewReplicas = true, () -> cluster.tooFewReplicas = false);
			case 4 -> forAWhile(() -> producers.cannotBeCreated = true, () -> producers.cannotBeCreated = false);
			case 5 -> {
				SimulatedProcess process = this.simulation.process();
				if (process != null && process.producer() != null) {
					process.producer().breakDown();
				}
			}
			default -> topic(chosen);
		}
	}

	private void away(boolean away) {
		if (away) {
			this.ledger.fired(FaultKind.CLUSTER_AWAY);
		}
		for (int broker = 0; broker < SimulatedCluster.BROKERS; broker++) {
			this.simulation.cluster().away[broker] = away;
		}
	}

	private void topic(int chosen) {
		List<SimulatedTopic> topics = this.simulation.cluster().topics();
		SimulatedTopic topic = topics.get(this.random.nextInt(topics.size()));
		ProducerFaults producers = this.simulation.producerFaults();
		switch (chosen) {
			case 6 -> forAWhile(() -> {
				topic.delete();
				this.ledger.topicDeleted(topic.name);
			}, () -> {
				topic.exists = true;
				this.ledger.fired(FaultKind.TOPIC_RECREATED);
			});
			case 7, 8 -> forAWhile(() -> topic.authorized = false, () -> topic.authorized = true);
			case 9 -> forAWhile(() -> topic.maxBytes = 1000, () -> topic.maxBytes = Integer.MAX_VALUE);
			case 10 ->
				forAWhile(() -> producers.throwingPartitioner = topic.name, () -> producers.throwingPartitioner = "");
			case 11 -> forAWhile(() -> topic.compacted = true, () -> topic.compacted = false);
			default -> {
				if (!topic.keepsItsPartitions && topic.partitions < SimulatedTopic.MOST_PARTITIONS) {
					topic.partitions++;
					this.ledger.fired(FaultKind.PARTITIONS_ADDED);
				}
			}
		}
	}

}
