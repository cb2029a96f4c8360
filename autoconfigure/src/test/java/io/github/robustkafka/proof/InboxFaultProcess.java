package io.github.robustkafka.proof;

import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import io.github.robustkafka.proof.Answers.Event;
import io.github.robustkafka.proof.FaultControl.Kind;
import io.github.robustkafka.proof.FaultControl.Slot;

/**
 * The process of an inbox whose file operations fail. In each trial listeners process
 * records before, during and after the fault; then the inbox is closed.
 */
final class InboxFaultProcess {

	private static final int RECORDS = 96;

	private static final int TOGETHER = 8;

	private final Path image;

	private final Path directory;

	private final FaultControl control;

	private InboxFaultProcess(Path image, Path directory, FaultControl control) {
		this.image = image;
		this.directory = directory;
		this.control = control;
	}

	/**
	 * Arguments: directory of the files to begin with, directory for the trials, control
	 * file, at how many operations each error occurs.
	 */
	public static void main(String[] arguments) throws Exception {
		new InboxFaultProcess(Path.of(arguments[0]), Path.of(arguments[1]), FaultControl.open(Path.of(arguments[2])))
			.run(Integer.parseInt(arguments[3]));
	}

	private void run(int points) throws Exception {
		Queue<FaultTrial> trials = new ConcurrentLinkedQueue<>(
				FaultTrial.plan(count(0, FaultControl.CHANGES), count(1, Kind.READ.bit), points));
		ExecutorService workers = Executors.newFixedThreadPool(FaultControl.SLOTS);
		List<Future<?>> running = IntStream.range(0, FaultControl.SLOTS)
			.<Future<?>>mapToObj((slot) -> workers.submit((Callable<?>) () -> runAll(slot, trials)))
			.toList();
		for (Future<?> future : running) {
			future.get();
		}
		workers.shutdown();
	}

	private long count(int number, long kinds) throws Exception {
		Slot slot = prepare(0, number, kinds);
		return run(number, kinds, slot);
	}

	private Slot prepare(int index, int number, long kinds) throws Exception {
		Path files = this.directory.resolve("trial-" + number);
		ProofSettings.copy(this.image, files);
		return this.control.watch(index, files, kinds);
	}

	private int runAll(int index, Queue<FaultTrial> trials) throws Exception {
		int count = 0;
		for (FaultTrial trial = trials.poll(); trial != null; trial = trials.poll()) {
			Slot slot = prepare(index, trial.number(), trial.kinds());
			trial.arm(slot);
			run(trial.number(), trial.kinds(), slot);
			count++;
		}
		return count;
	}

	/**
	 * Runs a trial.
	 * @return how many operations there were until the disk was healed
	 */
	private long run(int number, long kinds, Slot slot) {
		Answers answers = new Answers(number);
		Path file = this.directory.resolve("trial-" + number).resolve(InboxUnderTest.NAME);
		long operations;
		try (InboxUnderTest inbox = new InboxUnderTest(file, answers)) {
			inbox.process(KilledOutbox.NEXT_RECORD, RECORDS, TOGETHER);
			operations = slot.operations();
			slot.heal();
			inbox.process(KilledOutbox.NEXT_RECORD + RECORDS, TOGETHER, TOGETHER);
			inbox.awaitAvailable();
			inbox.process(KilledOutbox.NEXT_RECORD + 2 * RECORDS, TOGETHER, TOGETHER);
		}
		catch (Throwable ex) {
			answers.tell(Event.UNTYPED, ex);
			operations = 0;
		}
		answers.tell(Event.END, slot.fired(), (kinds == Kind.READ.bit) ? 1 : 0);
		return operations;
	}

}
