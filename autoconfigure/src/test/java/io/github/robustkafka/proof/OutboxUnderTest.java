package io.github.robustkafka.proof;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.github.robustkafka.outbox.FailedRecord;
import io.github.robustkafka.outbox.OutboxException;
import io.github.robustkafka.outbox.OutboxStore;
import io.github.robustkafka.outbox.OutcomeUnknownException;
import io.github.robustkafka.outbox.PendingRecord;
import io.github.robustkafka.outbox.WriteBatch;
import io.github.robustkafka.proof.Answers.Event;
import io.github.robustkafka.worker.WakeUpSignal;
import io.github.robustkafka.worker.WorkerThread;
import io.github.robustkafka.writer.Append;
import io.github.robustkafka.writer.AppendedRecords;
import io.github.robustkafka.writer.FailedRecords;
import io.github.robustkafka.writer.OutboxObserver;
import io.github.robustkafka.writer.OutboxWriter;
import io.github.robustkafka.writer.RoomSettings;

/**
 * A store under its writer, with its thread, as the application runs them; a sender that
 * sends one by one, in bursts and several at once; and in the place of relay and broker
 * something that acknowledges most records, fails some, and leaves some pending. Tells
 * all it does before it does it, and all it is answered.
 */
final class OutboxUnderTest implements AutoCloseable {

	/**
	 * How it behaves.
	 */
	enum Mode {

		/** As it should. */
		NORMAL,

		/**
		 * Says that a record is journaled as soon as it was queued, and nothing else: a
		 * control.
		 */
		ANSWERS_EARLY,

		/** Nothing is acknowledged. */
		BROKER_AWAY

	}

	/**
	 * So many that the store packs them into a block.
	 */
	private static final int MANY = 16;

	/**
	 * So many acknowledgements may be known in memory only; they count for the window.
	 */
	private static final int UNSETTLED = 4;

	private final OutboxStore store;

	private final Answers answers;

	private final OutboxWriter writer;

	private final WorkerThread thread;

	private final Queue<PendingRecord> handed = new ConcurrentLinkedQueue<>();

	private final Map<Integer, Long> known = new HashMap<>();

	private final Map<Integer, Append> unknown = new HashMap<>();

	private final Relay relay = new Relay();

	private int nextRecord;

	private int nextAppend;

	private long told;

	private int accepted;

	private Mode mode;

	/**
	 * Starts on an open store, which it closes in the end.
	 * @param store the store
	 * @param first number of the first record to send
	 * @param mode whether it does what it should
	 * @param answers hears of everything
	 */
	OutboxUnderTest(OutboxStore store, int first, Mode mode, Answers answers) {
		this(store, StoredRecords.MAX_SIZE, first, mode, answers);
	}

	/**
	 * Starts on an open store, which it closes in the end.
	 * @param maxSize how large the outbox may grow
	 */
	OutboxUnderTest(OutboxStore store, long maxSize, int first, Mode mode, Answers answers) {
		this.store = store;
		this.mode = mode;
		this.answers = answers;
		this.nextRecord = first;
		this.nextAppend = first;
		for (PendingRecord pending : StoredRecords.of(store).pending()) {
			answers.tell(Event.FOUND, number(pending));
			this.relay.take(pending);
		}
		WakeUpSignal signal = new WakeUpSignal();
		this.writer = new OutboxWriter(store,
				new RoomSettings(maxSize, maxSize / 4, RoomSettings.WhenFull.REJECT, Duration.ZERO), Clock.systemUTC(),
				signal, this.relay, OutboxObserver.NO_OP);
		this.thread = new WorkerThread("writer", this.writer, signal, Duration.ofSeconds(20));
		this.thread.start();
	}

	private static int number(PendingRecord pending) {
		return ProofRecords.number(pending.record().recordId());
	}

	OutboxWriter writer() {
		return this.writer;
	}

	/**
	 * The broker is there again.
	 */
	void brokerReturns() {
		this.mode = Mode.NORMAL;
	}

	/**
	 * Sends records together, and waits for the answer.
	 * @return whether they were accepted
	 */
	boolean send(int records) {
		int before = this.accepted;
		await(append(records, false));
		return this.accepted > before;
	}

	/**
	 * Does what an application may do, so many times.
	 */
	void work(Random random, int steps) {
		for (int i = 0; i < steps; i++) {
			step(random.nextInt(20));
			publish();
		}
	}

	private void step(int kind) {
		if (kind < 10) {
			await(append(1, false));
		}
		else if (kind < 13) {
			List<Numbered> burst = new ArrayList<>(List.of(append(1, false), append(1, false), append(1, false)));
			burst.forEach(this::await);
		}
		else if (kind < 15) {
			await(append(3, false));
		}
		else if (kind < 16) {
			await(append(MANY, false));
		}
		else if (kind < 18) {
			await(append(1, true));
		}
		else {
			repair(kind == 18);
		}
	}

	private Numbered append(int records, boolean idsGiven) {
		int[] numbers = IntStream.range(this.nextRecord, this.nextRecord + records).toArray();
		this.nextRecord += records;
		Append append = new Append(IntStream.of(numbers).mapToObj(ProofRecords::record).toList(), idsGiven);
		Numbered numbered = new Numbered(this.nextAppend++, append);
		send(Event.SEND, numbered);
		return numbered;
	}

	private void send(Event event, Numbered numbered) {
		this.answers.tell(event, numbered.number,
				numbered.append.records()
					.stream()
					.map((record) -> String.valueOf(ProofRecords.number(record.recordId())))
					.collect(Collectors.joining(" ")));
		try {
			this.writer.append(numbered.append);
		}
		catch (OutboxException ex) {
			numbered.append.journaled().completeExceptionally(ex);
		}
	}

	private void await(Numbered numbered) {
		if (this.mode == Mode.ANSWERS_EARLY) {
			this.accepted++;
			this.answers.tell(Event.ACCEPTED, numbered.number);
			numbered.append.journaled().exceptionally((failure) -> List.of()).join();
			return;
		}
		try {
			numbered.append.await();
			this.accepted++;
			this.answers.tell(Event.ACCEPTED, numbered.number);
		}
		catch (OutcomeUnknownException ex) {
			this.answers.tell(Event.UNKNOWN, numbered.number);
			this.unknown.put(numbered.number, numbered.append);
		}
		catch (OutboxException ex) {
			this.answers.tell(Event.REFUSED, numbered.number, ex.getClass().getSimpleName());
		}
	}

	/**
	 * How many appends were accepted.
	 */
	int accepted() {
		return this.accepted;
	}

	/**
	 * How many appends have an unknown outcome.
	 */
	int unknown() {
		return this.unknown.size();
	}

	/**
	 * Sends again, under the same ids, what had an unknown outcome.
	 */
	void resolve() {
		Map<Integer, Append> unresolved = new HashMap<>(this.unknown);
		this.unknown.clear();
		unresolved.forEach((number, append) -> {
			Numbered again = new Numbered(number, new Append(append.records(), true));
			send(Event.RESEND, again);
			await(again);
		});
	}

	/**
	 * Does the part of relay and broker for what was handed over.
	 */
	void publish() {
		this.relay.search();
		while (this.mode != Mode.BROKER_AWAY && !this.handed.isEmpty()
				&& this.told - this.writer.committedOutcomes() < Oracle.WINDOW - UNSETTLED) {
			PendingRecord pending = this.handed.remove();
			int number = number(pending);
			if (number % 7 == 3) {
				continue;
			}
			if (number % 11 == 5) {
				this.answers.tell(Event.FAIL, number);
				this.writer.fail(new WriteBatch.Failure(pending.position(), "too large"));
			}
			else {
				this.answers.tell(Event.ACKNOWLEDGE, number);
				this.writer.acknowledge(new WriteBatch.Acknowledgement(pending.position(), 0, number));
			}
			this.told++;
		}
	}

	private void repair(boolean retry) {
		FailedRecords failedRecords = new FailedRecords(this.store, this.writer);
		try {
			for (FailedRecord failed : failedRecords.find(0, 1)) {
				this.answers.tell(retry ? Event.RETRY : Event.DISCARD, ProofRecords.number(failed.recordId()));
				boolean done = retry ? failedRecords.retry(failed) : failedRecords.discard(failed);
			}
		}
		catch (OutboxException ex) {
			this.answers.tell(Event.NOTE);
		}
	}

	@Override
	public void close() {
		this.writer.close();
		this.thread.close();
		this.store.close();
	}

	/**
	 * An append and the number by which the oracle knows it.
	 */
	private record Numbered(int number, Append append) {
	}

	/**
	 * Takes records over as the relay does: from the writer's thread, or by searching the
	 * store when it is told to.
	 */
	private final class Relay implements AppendedRecords {

		private volatile boolean toSearch;

		@Override
		public void appended(List<PendingRecord> records) {
			records.forEach(this::take);
		}

		private synchronized void take(PendingRecord pending) {
			if (!Long.valueOf(pending.position()).equals(OutboxUnderTest.this.known.get(number(pending)))) {
				OutboxUnderTest.this.known.put(number(pending), pending.position());
				OutboxUnderTest.this.answers.tell(Event.HANDED, number(pending), pending.position());
				OutboxUnderTest.this.handed.add(pending);
			}
		}

		@Override
		public void pendingInStore(String topic, long position) {
			this.toSearch = true;
		}

		@Override
		public void storeReopened() {
			this.toSearch = true;
		}

		@Override
		public int unsettled() {
			return UNSETTLED;
		}

		void search() {
			if (!this.toSearch) {
				return;
			}
			this.toSearch = false;
			try {
				StoredRecords.of(OutboxUnderTest.this.store).pending().forEach(this::take);
			}
			catch (OutboxException ex) {
				this.toSearch = true;
			}
		}

	}

}
