package io.github.robustkafka.proof;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.github.robustkafka.RobustKafkaStartException;
import io.github.robustkafka.outbox.OutboxException;
import io.github.robustkafka.proof.Answers.Event;
import io.github.robustkafka.proof.FaultControl.Slot;
import io.github.robustkafka.proof.OutboxUnderTest.Mode;
import io.github.robustkafka.sqlite.Durability;
import io.github.robustkafka.sqlite.SqliteOutboxStore;

/**
 * The process whose file operations fail. It runs many trials, each with a copy of the
 * files of a killed process: opens them, works, and, when the fault has fired, heals the
 * disk, waits until the outbox works again, resolves what had an unknown outcome, works
 * on, and closes. A fault may also fire in opening or in closing; then the outbox is
 * opened again.
 * <p>
 * The outbox waits 100 ms and longer before it opens its file again, so many trials run
 * at a time.
 */
final class FaultProcess {

	private static final int STEPS = 16;

	private static final int STEPS_AFTERWARDS = 4;

	private static final int ATTEMPTS = 5;

	private static final long HEALING = TimeUnit.SECONDS.toNanos(30);

	private final long seed;

	private final Mode mode;

	private FaultProcess(long seed, Mode mode) {
		this.seed = seed;
		this.mode = mode;
	}

	/**
	 * Arguments: directory of the files to begin with, directory for the trials, control
	 * file, seed, mode, at how many operations each error occurs.
	 */
	public static void main(String[] arguments) throws Exception {
		FaultProcess process = new FaultProcess(Long.parseLong(arguments[3]), Mode.valueOf(arguments[4]));
		new FaultTrials(Path.of(arguments[0]), Path.of(arguments[1]), FaultControl.open(Path.of(arguments[2])),
				process::run)
			.run(Integer.parseInt(arguments[5]));
	}

	private long run(int number, long kinds, Path files, Slot slot) {
		Answers answers = new Answers(number);
		try {
			return new Run(files.resolve(KilledOutbox.NAME), slot, answers).run();
		}
		catch (Throwable ex) {
			answers.tell(Event.UNTYPED, ex, List.of(ex.getStackTrace()));
			answers.tell(Event.END, slot.fired(), 0);
			return 0;
		}
	}

	/**
	 * One trial.
	 */
	private final class Run {

		private final Path file;

		private final Slot slot;

		private final Answers answers;

		private final Random random;

		private int next = KilledOutbox.NEXT_RECORD;

		private Run(Path file, Slot slot, Answers answers) {
			this.file = file;
			this.slot = slot;
			this.answers = answers;
			this.random = new Random(FaultProcess.this.seed);
		}

		/**
		 * Runs the trial.
		 * @return how many operations there were until the disk was healed
		 */
		private long run() {
			OutboxUnderTest outbox = open();
			outbox.work(this.random, STEPS);
			long operations = this.slot.operations();
			int accepted;
			if (this.slot.fired() > 0) {
				accepted = healAndWork(outbox);
				outbox.close();
			}
			else {
				outbox.close();
				operations = this.slot.operations();
				this.slot.heal();
				OutboxUnderTest again = open();
				accepted = healAndWork(again);
				again.close();
			}
			this.answers.tell(Event.END, this.slot.fired(), accepted);
			return operations;
		}

		/**
		 * Starts as often as the application would be started, with the disk healed after
		 * the first failure.
		 */
		private OutboxUnderTest open() {
			RuntimeException last = null;
			for (int i = 0; i < ATTEMPTS; i++) {
				try {
					return tryOpen();
				}
				catch (RobustKafkaStartException | OutboxException ex) {
					this.slot.heal();
					last = ex;
				}
			}
			throw new IllegalStateException("Cannot be opened on a sound disk", last);
		}

		private OutboxUnderTest tryOpen() {
			SqliteOutboxStore store = SqliteOutboxStore.open(StoredRecords.settings(this.file, Durability.POWER_LOSS));
			try {
				OutboxUnderTest outbox = new OutboxUnderTest(store, this.next, FaultProcess.this.mode, this.answers);
				this.next += 1000;
				return outbox;
			}
			catch (RuntimeException ex) {
				store.close();
				throw ex;
			}
		}

		private int healAndWork(OutboxUnderTest outbox) {
			this.slot.heal();
			long deadline = System.nanoTime() + HEALING;
			while (outbox.writer().fencedBy() != null || outbox.writer().isFull() || outbox.unknown() > 0) {
				if (System.nanoTime() - deadline > 0) {
					throw new IllegalStateException("Does not work again on a sound disk", outbox.writer().fencedBy());
				}
				LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
				if (outbox.writer().fencedBy() == null && !outbox.writer().isFull()) {
					outbox.resolve();
				}
			}
			int before = outbox.accepted();
			outbox.work(this.random, STEPS_AFTERWARDS);
			return outbox.accepted() - before;
		}

	}

}
