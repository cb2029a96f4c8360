package io.github.robustkafka.simulation;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import io.github.robustkafka.outbox.FailedRecord;
import io.github.robustkafka.outbox.OutboxException;
import io.github.robustkafka.outbox.OutboxFullException;
import io.github.robustkafka.outbox.OutboxHeaders;
import io.github.robustkafka.outbox.OutboxRecord;
import io.github.robustkafka.outcome.Awaiting;
import io.github.robustkafka.writer.Append;
import io.github.robustkafka.writer.FailedRecordChanges;

/**
 * Those who send: some wait for the answer before they send again, some do not. They send
 * alone and together, again under the same id when they do not know, and retry or discard
 * what failed.
 */
final class Clients {

	private static final int CLIENTS = 4;

	/**
	 * Large, and never looked into.
	 */
	private static final byte[] BIG = new byte[1 << 20];

	private final Simulation simulation;

	private final World world;

	private final Ledger ledger;

	private final Random random;

	/**
	 * What may be sent again under the same ids.
	 */
	private final List<List<OutboxRecord>> repeatable = new ArrayList<>();

	private final List<List<OutboxRecord>> open = new ArrayList<>();

	private final boolean[] waiting = new boolean[CLIENTS];

	private boolean active = true;

	private long ids;

	Clients(Simulation simulation) {
		this.simulation = simulation;
		this.world = simulation.world();
		this.ledger = simulation.ledger();
		this.random = this.world.random();
	}

	void start() {
		for (int client = 0; client < CLIENTS; client++) {
			goOn(client);
		}
	}

	void stop() {
		this.active = false;
	}

	private void goOn(int client) {
		long pause = (this.random.nextInt(10) == 0) ? this.world.millis(200, 1500) : this.world.millis(1, 100);
		this.world.after(pause, () -> {
			if (this.active) {
				act(client);
				goOn(client);
			}
		});
	}

	private void act(int client) {
		SimulatedProcess process = this.simulation.process();
		boolean waits = client % 2 == 0;
		if (process == null || (waits && this.waiting[client])) {
			return;
		}
		int choice = this.random.nextInt(100);
		if (choice < 70) {
			send(process, client, List.of(draw()), false);
		}
		else if (choice < 80) {
			send(process, client, List.of(draw(), draw(), draw()), false);
		}
		else if (choice < 86) {
			List<OutboxRecord> records = List.of(drawSmall(), drawSmall());
			this.repeatable.add(records);
			send(process, client, records, true);
		}
		else if (choice < 92 && !this.repeatable.isEmpty()) {
			send(process, client, this.repeatable.get(this.random.nextInt(this.repeatable.size())), true);
		}
		else if (choice < 98) {
			changeFailed(process);
		}
		else {
			for (int i = this.random.nextInt(30); i > 0; i--) {
				send(process, client, List.of(draw()), false);
			}
		}
	}

	private OutboxRecord draw() {
		boolean big = this.simulation.settings().bigRecords() && this.random.nextInt(3) == 0;
		return record(big ? BIG : drawValue());
	}

	private OutboxRecord drawSmall() {
		return record(drawValue());
	}

	private byte[] drawValue() {
		// Some are larger than a producer takes, some larger than a topic takes at times.
		int kind = this.random.nextInt(60);
		return new byte[(kind == 0) ? 2_100_000 : (kind < 4) ? 3000 : this.random.nextInt(60)];
	}

	private OutboxRecord record(byte[] value) {
		List<SimulatedTopic> topics = this.simulation.cluster().topics();
		SimulatedTopic topic = topics.get(this.random.nextInt(topics.size()));
		int lane = this.random.nextInt(10);
		byte @Nullable [] key = (lane < 7) ? ("k" + this.random.nextInt(3)).getBytes(StandardCharsets.UTF_8) : null;
		Integer partition = (lane == 0 || lane > 7) ? drawPartition(topic, lane == 9) : null;
		OutboxHeaders headers = this.random.nextBoolean() ? OutboxHeaders.NONE
				: OutboxHeaders.builder().add("h", null).add("h", new byte[] { (byte) lane }).build();
		UUID id = new UUID(0x0190_0000_0000_7000L, ++this.ids);
		return new OutboxRecord(id, topic.name, partition, key, (this.random.nextInt(20) == 0) ? null : value, headers,
				this.world.time().millis(), null);
	}

	private int drawPartition(SimulatedTopic topic, boolean perhapsMissing) {
		int missing = (perhapsMissing && !topic.keepsItsPartitions) ? 2 : 0;
		return this.random.nextInt(Math.min(topic.partitions + missing, SimulatedTopic.MOST_PARTITIONS));
	}

	/**
	 * Sends, and lets the ledger know of the call and of the answer.
	 */
	void send(SimulatedProcess process, int client, List<OutboxRecord> records, boolean idsGiven) {
		this.ledger.called(client, records);
		this.world.trace(() -> "client " + client + " sends " + records.stream().map(Clients::show).toList());
		this.open.add(records);
		this.waiting[client] = true;
		Append append = new Append(records, idsGiven,
				(index, position) -> await(process, records.get(index), position));
		append.journaled().whenComplete((stored, failure) -> answered(process, client, records, failure));
		try {
			process.writer().append(append);
		}
		catch (OutboxException ex) {
			if (ex instanceof OutboxFullException) {
				this.ledger.fired(FaultKind.OUTBOX_FULL);
			}
			answered(process, client, records, ex);
		}
	}

	private static String show(OutboxRecord record) {
		return record.recordId().getLeastSignificantBits() + "->" + record.topic() + "/" + record.partition();
	}

	private void answered(SimulatedProcess process, int client, List<OutboxRecord> records,
			@Nullable Throwable failure) {
		if (process.isDead() || !this.open.remove(records)) {
			return;
		}
		this.world.trace(() -> "answer to " + records.stream().map(Clients::show).toList() + ": "
				+ ((failure != null) ? failure : "journaled"));
		this.waiting[client] = false;
		this.ledger.answered(records, failure);
	}

	private void await(SimulatedProcess process, OutboxRecord record, long position) {
		process.outcomes().awaited().reserve(record.size());
		process.outcomes().await(position, new Awaiting() {

			@Override
			public int size() {
				return record.size();
			}

			@Override
			public void acknowledged(int partition, long offset, long timestamp) {
				Clients.this.ledger.told(record.recordId(), true);
			}

			@Override
			public void failed(Exception failure) {
			}

		});
	}

	/**
	 * The process is gone: nobody answers any more.
	 */
	void processEnded() {
		this.open.forEach(this.ledger::unanswered);
		this.open.clear();
		Arrays.fill(this.waiting, false);
	}

	/**
	 * Whether nothing more can be sent until somebody discards failed records.
	 */
	boolean isFullOfFailedRecords() {
		SimulatedProcess process = this.simulation.process();
		return process != null && process.writer().failed() > 0
				&& this.ledger.faults().containsKey(FaultKind.OUTBOX_FULL);
	}

	boolean areAllAnswered() {
		return this.open.isEmpty();
	}

	private void changeFailed(SimulatedProcess process) {
		List<FailedRecord> failed;
		try {
			failed = process.failedRecords().find(0, 20);
		}
		catch (OutboxException ex) {
			return;
		}
		if (failed.isEmpty()) {
			return;
		}
		FailedRecord chosen = failed.get(this.random.nextInt(failed.size()));
		if (this.random.nextInt(4) == 0) {
			this.world.trace(() -> "discard " + chosen.recordId());
			FailedRecordChanges.discard(process.writer(), chosen);
		}
		else {
			this.world.trace(() -> "retry " + chosen.recordId());
			this.ledger.retried(this.ledger.get(chosen.recordId()));
			FailedRecordChanges.retry(process.writer(), chosen);
		}
	}

}
