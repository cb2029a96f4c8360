package io.github.robustkafka.relay;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

import io.github.robustkafka.outbox.OutboxHeaders;
import io.github.robustkafka.outbox.OutboxRecord;
import io.github.robustkafka.outbox.PendingRecord;
import io.github.robustkafka.outbox.WriteBatch;
import io.github.robustkafka.outcome.AwaitedRecords;
import io.github.robustkafka.outcome.Outcomes;
import io.github.robustkafka.test.InMemoryOutboxStore;
import io.github.robustkafka.worker.WakeUpSignal;
import io.github.robustkafka.writer.Append;
import io.github.robustkafka.writer.OutboxObserver;
import io.github.robustkafka.writer.OutboxWriter;
import io.github.robustkafka.writer.RoomSettings;

/**
 * A relay that is driven by hand, between an outbox in memory and producers with a
 * script. Its time passes when it is told to.
 */
final class RelayBench {

	static final int UNSETTLED = 10;

	final HandOff handOff = new HandOff(new WakeUpSignal(), UNSETTLED);

	final OutboxWriter writer;

	final OutboxRelay relay;

	/** Those that were opened, the latest last. */
	final List<ScriptedProducer> producers = new ArrayList<>();

	/** Those to be opened next; when there is none, it is one that takes everything. */
	final Deque<ScriptedProducer> nextProducers = new ArrayDeque<>();

	private final InMemoryOutboxStore store = new InMemoryOutboxStore();

	private final AtomicLong time = new AtomicLong();

	private final Outcomes outcomes;

	private final RelaySettings settings;

	private int failingCreations;

	RelayBench() {
		this(RelayObserver.NO_OP);
	}

	RelayBench(RelayObserver observer) {
		this.settings = new RelaySettings(10_000, 16 << 20, Duration.ofSeconds(1),
				new BackoffSettings(Duration.ofMillis(200), 2, Duration.ofSeconds(30), 0.2), observer);
		this.writer = new OutboxWriter(this.store,
				new RoomSettings(1 << 30, 1 << 30, RoomSettings.WhenFull.REJECT, Duration.ofSeconds(1)),
				Clock.systemUTC(), new WakeUpSignal(), this.handOff, OutboxObserver.NO_OP);
		this.outcomes = new Outcomes(this.writer, List.of(), new AwaitedRecords(100, 1 << 20), new WakeUpSignal());
		this.relay = relay(this.handOff);
	}

	/**
	 * The relay of a later process, which was handed over nothing.
	 */
	OutboxRelay nextRelay() {
		return relay(new HandOff(new WakeUpSignal(), 0));
	}

	private OutboxRelay relay(HandOff handOff) {
		return new OutboxRelay(this.store, this.writer, this.outcomes, handOff, this::open, this.settings,
				this.time::get);
	}

	private Producer<byte[], byte[]> open() {
		if (this.failingCreations > 0) {
			this.failingCreations--;
			throw new KafkaException("No resolvable bootstrap urls");
		}
		ScriptedProducer next = this.nextProducers.isEmpty() ? new ScriptedProducer() : this.nextProducers.remove();
		this.producers.add(next);
		return next;
	}

	void failCreations(int count) {
		this.failingCreations = count;
	}

	/**
	 * The producer that was opened last.
	 */
	ScriptedProducer producer() {
		return this.producers.get(this.producers.size() - 1);
	}

	void pass(Duration duration) {
		this.time.addAndGet(duration.toNanos());
	}

	/**
	 * Lets the relay see the answers and the writer commit them.
	 */
	void settle() {
		this.relay.doWork();
		this.writer.close();
		this.writer.onStop();
	}

	void append(String topic, String... values) {
		appendTo(topic, null, values);
	}

	void appendToPartition(String topic, int partition, String... values) {
		appendTo(topic, partition, values);
	}

	private void appendTo(String topic, @Nullable Integer partition, String... values) {
		for (String value : values) {
			this.writer.append(new Append(List.of(record(topic, partition, value)), false));
		}
		this.writer.doWork();
	}

	/**
	 * A record that is in the store and that the relay has lost sight of.
	 */
	void appendUnseen(String topic, long position, String value) {
		WriteBatch batch = new WriteBatch(1);
		batch.appends().add(new PendingRecord(position, 1, record(topic, null, value)));
		this.store.commit(batch);
	}

	private static OutboxRecord record(String topic, @Nullable Integer partition, String value) {
		return new OutboxRecord(UUID.randomUUID(), topic, partition, null, value.getBytes(StandardCharsets.UTF_8),
				OutboxHeaders.NONE, 1, null);
	}

}
