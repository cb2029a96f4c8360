package io.github.robustkafka.proof;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import io.github.robustkafka.proof.FaultControl.Kind;
import io.github.robustkafka.proof.FaultControl.Slot;

/**
 * The trials of a process whose file operations fail, many at a time, each with a copy of
 * the same files in a directory of its own.
 */
final class FaultTrials {

	private final Path image;

	private final Path directory;

	private final FaultControl control;

	private final Trial trial;

	/**
	 * Prepares trials.
	 * @param image directory of the files to begin with
	 * @param directory where each trial gets its directory
	 * @param control what makes operations fail
	 * @param trial what is done in each
	 */
	FaultTrials(Path image, Path directory, FaultControl control, Trial trial) {
		this.image = image;
		this.directory = directory;
		this.control = control;
		this.trial = trial;
	}

	/**
	 * Counts the operations of trials without a fault, then runs those with one.
	 * @param points at how many operations each error occurs
	 */
	void run(int points) throws Exception {
		Queue<FaultTrial> trials = new ConcurrentLinkedQueue<>(
				FaultTrial.plan(count(0, FaultControl.CHANGES), count(1, Kind.READ.bit), points));
		ExecutorService workers = Executors.newFixedThreadPool(FaultControl.SLOTS);
		List<Future<Void>> running = IntStream.range(0, FaultControl.SLOTS)
			.mapToObj((index) -> workers.submit(working(index, trials)))
			.toList();
		workers.shutdown();
		for (Future<Void> future : running) {
			future.get();
		}
	}

	private long count(int number, long kinds) throws IOException {
		return this.trial.run(number, kinds, files(number), watch(0, number, kinds));
	}

	private Callable<Void> working(int index, Queue<FaultTrial> trials) {
		return () -> {
			for (FaultTrial next = trials.poll(); next != null; next = trials.poll()) {
				Slot slot = watch(index, next.number(), next.kinds());
				next.arm(slot);
				this.trial.run(next.number(), next.kinds(), files(next.number()), slot);
			}
			return null;
		};
	}

	private Slot watch(int index, int number, long kinds) throws IOException {
		ProofSettings.copy(this.image, files(number));
		return this.control.watch(index, files(number), kinds);
	}

	private Path files(int number) {
		return this.directory.resolve("trial-" + number);
	}

	/**
	 * What is done in a trial.
	 */
	interface Trial {

		/**
		 * Runs the trial, and tells what happens.
		 * @param number number of the trial
		 * @param kinds the operations that count
		 * @param files directory of its files
		 * @param slot where its operations are counted and fail
		 * @return how many operations there were until the disk was healed
		 */
		long run(int number, long kinds, Path files, Slot slot);

	}

}
