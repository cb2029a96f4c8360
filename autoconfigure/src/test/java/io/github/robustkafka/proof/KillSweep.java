package io.github.robustkafka.proof;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.github.robustkafka.proof.FaultControl.Kind;
import io.github.robustkafka.proof.FaultControl.Phase;
import io.github.robustkafka.proof.FaultControl.Slot;
import io.github.robustkafka.proof.OutboxUnderTest.Mode;
import io.github.robustkafka.proof.ProofProcess.Ended;
import io.github.robustkafka.sqlite.Durability;

/**
 * Kills a sender at one file operation after another: before it, in its middle, after it.
 * <p>
 * A trial takes the files that an earlier process left when it was killed, lets a new
 * process open them and work until it is killed too, and has the oracle judge what a
 * third one finds. So recovery is interrupted as well as everything else; the last
 * operations are those of closing. In some trials the process begins with an empty
 * directory, so that making the file is interrupted. Two trials run at a time.
 */
final class KillSweep implements AutoCloseable {

	private static final int IMAGES = 6;

	private static final int STEPS = 14;

	private static final int FIRST_STEPS = 3;

	private final Path directory = ProofSettings.newDirectory("kill");

	private final Queue<Trial> trials = new ConcurrentLinkedQueue<>();

	private final Mode mode;

	private final long seed;

	private final Tally tally;

	private final Set<Kind> killedIn = EnumSet.noneOf(Kind.class);

	private long accepted;

	/**
	 * Prepares a sweep.
	 * @param seed what the processes do
	 * @param mode how they behave
	 */
	KillSweep(long seed, Mode mode) throws IOException {
		this.seed = seed;
		this.mode = mode;
		this.tally = new Tally(
				(mode == Mode.ANSWERS_EARLY) ? "kill -9, answered before the commit (control)" : "kill -9", seed);
	}

	/**
	 * What a process begins with.
	 *
	 * @param files the directory
	 * @param heard what was said when the files were made
	 * @param seed what the process does
	 * @param isNew whether there is no outbox yet
	 */
	private record Image(Path files, List<String> heard, long seed, boolean isNew) {

		int steps() {
			return this.isNew ? FIRST_STEPS : STEPS;
		}

	}

	/**
	 * A point to be killed at.
	 *
	 * @param image what to begin with
	 * @param kinds the operations that count
	 * @param operation number of the operation among them
	 * @param phase where in it
	 */
	private record Trial(Image image, long kinds, long operation, Phase phase) {

		@Override
		public String toString() {
			return "operation %d (kinds %d) %s of %s, seed %d".formatted(this.operation, this.kinds, this.phase,
					this.image.files().getFileName(), this.image.seed());
		}

	}

	/**
	 * Runs about so many trials, spread over all operations, and some more at those that
	 * are rare.
	 */
	void run(int count) throws Exception {
		try (Station station = new Station(0)) {
			station.plan(station.makeEmptyImage(), FaultControl.CHANGES, count / 8);
			for (int i = 0; i < IMAGES; i++) {
				KilledOutbox killed = KilledOutbox.make(this.directory, "killed-" + i, 60 + 37 * i, this.seed + i,
						Mode.NORMAL);
				Image image = new Image(killed.files(), killed.heard(), this.seed + i, false);
				station.plan(image, FaultControl.CHANGES, count * 6 / 8 / IMAGES);
				station.plan(image, Kind.NAME.bit, count / 8 / IMAGES);
			}
		}
		ExecutorService workers = Executors.newFixedThreadPool(2);
		try {
			List<Future<?>> stations = new ArrayList<>();
			for (int i = 1; i <= 2; i++) {
				Station station = new Station(i);
				stations.add(workers.submit((Callable<?>) station::killAll));
			}
			for (Future<?> future : stations) {
				future.get();
			}
		}
		finally {
			workers.shutdownNow();
		}
	}

	Tally tally() {
		return this.tally;
	}

	/**
	 * The kinds of operations in which processes were killed.
	 */
	Set<Kind> killedIn() {
		return this.killedIn;
	}

	/**
	 * How many appends were accepted before their process was killed.
	 */
	long accepted() {
		return this.accepted;
	}

	private synchronized void judged(Trial trial, Slot slot, Oracle oracle, Verdict verdict) {
		for (Kind kind : Kind.values()) {
			if (slot.hasFired(kind)) {
				this.killedIn.add(kind);
			}
		}
		this.accepted += oracle.accepted();
		this.tally.add(trial.toString(), slot.fired() == 1, verdict);
	}

	@Override
	public void close() throws IOException {
		ProofSettings.delete(this.directory);
	}

	/**
	 * Where one trial after the other takes place.
	 */
	private final class Station implements AutoCloseable {

		private final Path files;

		private final FaultControl control;

		private Station(int number) throws IOException {
			this.files = KillSweep.this.directory.resolve("files-" + number);
			this.control = FaultControl.open(KillSweep.this.directory.resolve("control-" + number));
		}

		private Path file() {
			return this.files.resolve(KilledOutbox.NAME);
		}

		private Ended start(Image image) throws Exception {
			ProofProcess process = new ProofProcess(this.control);
			if (image.isNew()) {
				process.withFlyway();
			}
			return process.run(SenderProcess.class, file(), Durability.POWER_LOSS, KilledOutbox.NEXT_RECORD,
					image.seed(), image.steps(), KillSweep.this.mode);
		}

		private Image makeEmptyImage() throws Exception {
			Path image = KillSweep.this.directory.resolve("empty");
			Files.createDirectories(image);
			return new Image(image, List.of(), KillSweep.this.seed, true);
		}

		/**
		 * Finds out how many operations there are, and spreads trials over them.
		 */
		private void plan(Image image, long kinds, int count) throws Exception {
			ProofSettings.copy(image.files(), this.files);
			Slot slot = this.control.watch(0, this.files, kinds);
			Ended ended = start(image);
			if (ended.exitValue() != 0) {
				throw new AssertionError("The process under test fails without a fault: " + ended);
			}
			long operations = slot.operations();
			for (int i = 0; i < count; i++) {
				long operation = 1 + (i * operations + operations / 2) / count;
				KillSweep.this.trials.add(new Trial(image, kinds, Math.min(operation, operations),
						Phase.values()[i % Phase.values().length]));
			}
		}

		private int killAll() throws Exception {
			int killed = 0;
			for (Trial trial = KillSweep.this.trials.poll(); trial != null; trial = KillSweep.this.trials.poll()) {
				kill(trial);
				killed++;
			}
			close();
			return killed;
		}

		/**
		 * The threads of the process are not quite in step from run to run: when it has
		 * ended before the operation was reached, an earlier one is chosen.
		 */
		private void kill(Trial trial) throws Exception {
			Image image = trial.image();
			ProofSettings.copy(image.files(), this.files);
			Slot slot = this.control.watch(0, this.files, trial.kinds());
			slot.killAt(trial.operation(), trial.phase());
			Ended ended = start(image);
			if (slot.fired() == 0 && trial.operation() > 1) {
				kill(new Trial(image, trial.kinds(), trial.operation() - 1 - trial.operation() / 20, trial.phase()));
				return;
			}
			Oracle oracle = new Oracle();
			oracle.hear(image.heard());
			oracle.hear(ended.events());
			judged(trial, slot, oracle, oracle.judge(StoredRecords.in(file())));
		}

		@Override
		public void close() throws IOException {
			if (Files.exists(this.files)) {
				ProofSettings.delete(this.files);
			}
		}

	}

}
