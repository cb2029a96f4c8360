package io.github.robustkafka.simulation;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.github.robustkafka.outbox.OutboxException;
import io.github.robustkafka.outbox.OutboxHeaders;
import io.github.robustkafka.outbox.OutboxRecord;
import io.github.robustkafka.outbox.RecordState;

/**
 * One run of the outbox through faults, drawn from a seed:
 * <ol>
 * <li>clients send while things go wrong, the process dies and starts again,</li>
 * <li>some runs end with an outage in which nobody sends, to see what it costs,</li>
 * <li>all heals; everything must drain in bounded time, and the ledger must balance,</li>
 * <li>a last record shows that nobody sleeps through a wake-up, and a clean restart sends
 * nothing again.</li>
 * </ol>
 */
final class Simulation {

	private static final long LONGEST = TimeUnit.SECONDS.toNanos(120);

	private static final long DRAIN = TimeUnit.SECONDS.toNanos(120);

	private final World world;

	private final Ledger ledger = new Ledger();

	private final RunSettings settings;

	private final @Nullable Sabotage sabotage;

	private final SimulatedDisk disk = new SimulatedDisk(this.ledger);

	private final DiskFaults diskFaults = new DiskFaults();

	private final ProducerFaults producerFaults = new ProducerFaults();

	private final SimulatedCluster cluster;

	private final Clients clients;

	private final Faults faults;

	private @Nullable SimulatedProcess process;

	private int lives;

	private long cycles;

	Simulation(long seed, @Nullable Sabotage sabotage, boolean tracing) {
		this.world = new World(seed, tracing);
		this.sabotage = sabotage;
		this.settings = RunSettings.draw(this.world.random());
		this.cluster = new SimulatedCluster(this.world, this.ledger, sabotage);
		this.clients = new Clients(this);
		this.faults = new Faults(this);
		int topics = 1 + this.world.random().nextInt(4);
		for (int i = 0; i < topics; i++) {
			this.cluster.add(new SimulatedTopic("t" + i, 1 + this.world.random().nextInt(4), this.world.chance(0.6)));
		}
	}

	World world() {
		return this.world;
	}

	Ledger ledger() {
		return this.ledger;
	}

	RunSettings settings() {
		return this.settings;
	}

	@Nullable Sabotage sabotage() {
		return this.sabotage;
	}

	SimulatedDisk disk() {
		return this.disk;
	}

	DiskFaults diskFaults() {
		return this.diskFaults;
	}

	ProducerFaults producerFaults() {
		return this.producerFaults;
	}

	SimulatedCluster cluster() {
		return this.cluster;
	}

	@Nullable SimulatedProcess process() {
		return this.process;
	}

	Clients clients() {
		return this.clients;
	}

	/**
	 * Runs it all.
	 * @throws Violation if a promise was broken
	 */
	void run() {
		try {
			runPhases();
		}
		finally {
			this.ledger.rethrow();
		}
	}

	private void runPhases() {
		this.world.trace(() -> this.settings.toString());
		start();
		this.clients.start();
		this.faults.start();
		this.world.run(this.world.millis(4000, 12_000));
		this.world.runUntil(this.ledger::hasSeenEnough, LONGEST);
		this.clients.stop();
		if (this.world.chance(0.25)) {
			outage();
		}
		this.faults.end();
		drain();
		this.ledger.balance(failedInStore());
		wakeUps();
		cleanRestart();
	}

	// The life of the process

	private void start() {
		try {
			this.process = new SimulatedProcess(this, "p" + ++this.lives);
		}
		catch (OutboxException ex) {
			this.world.after(this.world.millis(100, 1000), this::start);
		}
	}

	/**
	 * The process is killed, or the machine loses power.
	 */
	void end(boolean powerLost) {
		SimulatedProcess dying = this.process;
		if (dying == null) {
			return;
		}
		this.ledger.fired(powerLost ? FaultKind.POWER_LOST : FaultKind.KILLED);
		this.world.trace(() -> powerLost ? "power loss" : "kill");
		dying.die();
		if (powerLost && this.world.chance(0.7)) {
			this.disk.takeBack();
		}
		if (this.sabotage == Sabotage.DISK_LOSES_COMMITS) {
			this.disk.rows()
				.values()
				.stream()
				.skip(Math.max(0, this.disk.rows().size() - 3))
				.toList()
				.forEach(this.disk::remove);
		}
		ended(dying);
	}

	/**
	 * The process stops in good order.
	 */
	void stop() {
		SimulatedProcess stopping = this.process;
		if (stopping == null) {
			return;
		}
		if (this.world.isNested()) {
			this.world.after(this.world.millis(1, 2), this::stop);
			return;
		}
		this.ledger.fired(FaultKind.STOPPED);
		this.world.trace(() -> "stop");
		try {
			stopping.stop();
		}
		catch (ProcessDied ex) {
			// Killed while it stopped; end() has dealt with it.
			return;
		}
		if (this.process == stopping) {
			if (!this.clients.areAllAnswered()) {
				throw new Violation("The outbox was closed and a send was not answered");
			}
			ended(stopping);
		}
	}

	private void ended(SimulatedProcess dead) {
		this.cycles += dead.cycles();
		this.process = null;
		this.clients.processEnded();
		dead.allowWhatIsLeft();
		this.world.after(this.world.millis(10, 1500), this::start);
	}

	// The phases

	/**
	 * With the cluster away and nobody sending, hardly anything may happen.
	 */
	private void outage() {
		this.faults.end();
		if (!this.world.runUntil(() -> this.process != null, DRAIN) || this.process == null) {
			throw new Violation("The process did not start");
		}
		this.cluster.cutOff = true;
		this.ledger.fired(FaultKind.CLUSTER_AWAY);
		this.world.trace(() -> "a long outage");
		this.world.run(TimeUnit.SECONDS.toNanos(10));
		long cyclesBefore = this.process.cycles();
		long attemptsBefore = this.producerFaults.attempts;
		int seconds = 60;
		this.world.run(TimeUnit.SECONDS.toNanos(seconds));
		long cyclesInOutage = this.process.cycles() - cyclesBefore;
		long attempts = this.producerFaults.attempts - attemptsBefore;
		if (cyclesInOutage > 20L * seconds || attempts > 3L * seconds) {
			throw new Violation("In an outage of %d s there were %d cycles and %d attempts to send".formatted(seconds,
					cyclesInOutage, attempts));
		}
	}

	private void drain() {
		boolean drained = this.world
			.runUntil(() -> this.process != null && this.process.isIdle() && this.clients.areAllAnswered(), DRAIN);
		if (!drained) {
			Object status = (this.process != null) ? this.process.relay().status() : "no process";
			throw new Violation("%d records are pending long after the faults; %s"
				.formatted(this.disk.count(RecordState.PENDING), status));
		}
		requireEqualCounts();
	}

	private void requireEqualCounts() {
		SimulatedProcess running = Objects.requireNonNull(this.process);
		if (running.writer().pending() != this.disk.count(RecordState.PENDING)
				|| running.writer().failed() != this.disk.count(RecordState.FAILED)) {
			throw new Violation("The writer counts %d pending and %d failed, the disk has %d and %d".formatted(
					running.writer().pending(), running.writer().failed(), this.disk.count(RecordState.PENDING),
					this.disk.count(RecordState.FAILED)));
		}
	}

	private Set<UUID> failedInStore() {
		Set<UUID> ids = new HashSet<>();
		this.disk.rows()
			.values()
			.stream()
			.filter((row) -> row.state() == RecordState.FAILED)
			.forEach((row) -> ids.add(row.pending().record().recordId()));
		return ids;
	}

	/**
	 * In calm, a record passes through all workers in little time, each of them woken by
	 * the one before. The first record to a topic may still meet old metadata.
	 */
	private void wakeUps() {
		for (SimulatedTopic topic : this.cluster.topics()) {
			probe(topic, 1, TimeUnit.SECONDS.toNanos(10));
			probe(topic, 2, TimeUnit.MILLISECONDS.toNanos(100));
		}
	}

	private void probe(SimulatedTopic topic, int number, long limit) {
		this.world.run(this.world.millis(1500, 2500));
		OutboxRecord record = new OutboxRecord(new UUID(number, topic.name.hashCode()), topic.name, 0, new byte[] { 1 },
				new byte[5], OutboxHeaders.NONE, 1, null);
		long sentAt = this.world.now();
		this.clients.send(Objects.requireNonNull(this.process), 0, List.of(record), false);
		SentRecord sent = this.ledger.get(record.recordId());
		this.world.runUntil(() -> sent.committedAsAcknowledged || sent.refused > 0, limit);
		if (!sent.committedAsAcknowledged && !this.clients.isFullOfFailedRecords()) {
			throw new Violation("In calm a record takes more than %d ms: %s"
				.formatted(TimeUnit.NANOSECONDS.toMillis(this.world.now() - sentAt), sent));
		}
	}

	private void cleanRestart() {
		long delivered = this.ledger.delivered();
		stop();
		this.world.runUntil(() -> this.process != null, DRAIN);
		this.world.run(TimeUnit.SECONDS.toNanos(3));
		if (this.ledger.delivered() != delivered) {
			throw new Violation("After a clean restart with nothing pending records were sent again");
		}
	}

	/**
	 * Cycles of all workers so far.
	 */
	long cycles() {
		return this.cycles + ((this.process != null) ? this.process.cycles() : 0);
	}

}
