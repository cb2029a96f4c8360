package io.github.robustkafka.proof;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.github.robustkafka.RobustKafkaStartException;
import io.github.robustkafka.outbox.OutboxException;
import io.github.robustkafka.proof.FaultControl.Phase;
import io.github.robustkafka.proof.OutboxUnderTest.Mode;
import io.github.robustkafka.proof.PowerLossFiles.Policy;
import io.github.robustkafka.proof.ProofProcess.Ended;
import io.github.robustkafka.proof.WriteLog.Entry;
import io.github.robustkafka.sqlite.Durability;

/**
 * Cuts the power after every change of a file.
 * <p>
 * Three processes, one after the other, make an outbox, work in it, are killed, open it
 * again, work on and close it. All their changes are logged, and with them their answers.
 * After each entry of the log the files are built as a loss of power at that moment could
 * leave them, in several ways; each is opened by the product itself, and the oracle, who
 * has heard the answers up to that moment, judges what it finds. States that were seen
 * before do not count.
 */
final class PowerLossSweep implements AutoCloseable {

	private static final int STEPS = 40;

	private final Path directory = ProofSettings.newDirectory("power");

	private final Durability durability;

	private final long seed;

	private final Tally tally;

	private long entries;

	PowerLossSweep(Durability durability, long seed) throws IOException {
		this.durability = durability;
		this.seed = seed;
		this.tally = new Tally("power loss, " + durability.name().toLowerCase().replace('_', '-')
				+ ((durability == Durability.POWER_LOSS) ? "" : " (control)"), seed);
	}

	/**
	 * Judges so many states of each of so many recordings, two at a time.
	 */
	void run(int recordings, int states) throws Exception {
		ExecutorService workers = Executors.newFixedThreadPool(2);
		try {
			List<Future<?>> running = new ArrayList<>();
			for (int i = 0; i < recordings; i++) {
				Recording recording = new Recording(i);
				running.add(workers.submit((Callable<?>) () -> recording.judge(states)));
			}
			for (Future<?> future : running) {
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
	 * How many changes and answers were logged.
	 */
	long entries() {
		return this.entries;
	}

	@Override
	public void close() throws IOException {
		ProofSettings.delete(this.directory);
	}

	/**
	 * One life of an outbox.
	 */
	private final class Recording {

		private final int number;

		private final Path root;

		private final Path state;

		private final Random random;

		private final Set<Long> seen = new HashSet<>();

		private Recording(int number) {
			this.number = number;
			this.root = PowerLossSweep.this.directory.resolve("root-" + number);
			this.state = PowerLossSweep.this.directory.resolve("state-" + number);
			this.random = new Random(PowerLossSweep.this.seed * 31 + number);
		}

		private Integer judge(int states) throws Exception {
			List<Entry> log = record();
			count(log);
			PowerLossFiles files = new PowerLossFiles();
			Oracle oracle = new Oracle();
			int judged = 0;
			for (int i = 0; i < log.size(); i++) {
				Entry entry = log.get(i);
				if (entry.kind() == 'A') {
					entry.text().lines().flatMap(Answers::event).forEach(oracle::hear);
				}
				else {
					files.apply(entry);
				}
				// As many as are still to be done, spread evenly over what is left of the
				// log.
				int share = (int) Math.ceil((states - judged) / (double) (log.size() - i));
				judged += judge(files, oracle, share, "recording " + this.number + ", entry " + i);
			}
			return judged;
		}

		private List<Entry> record() throws Exception {
			Files.createDirectories(this.root);
			Path log = this.root.resolveSibling("log-" + this.number);
			FaultControl control = FaultControl.open(this.root.resolveSibling("control-" + this.number));
			control.watch(0, this.root, FaultControl.CHANGES).killAt(330 + 11L * this.number, Phase.MIDDLE);
			Ended first = start(new ProofProcess(control).withFlyway(), log, 0);
			control.watch(0, this.root, FaultControl.CHANGES).killAt(200 + 7L * this.number, Phase.BEFORE);
			Ended second = start(new ProofProcess(control), log, 1000);
			control.watch(0, this.root, FaultControl.CHANGES);
			Ended third = start(new ProofProcess(control), log, 2000);
			if (!first.wasKilled() || !second.wasKilled() || third.exitValue() != 0) {
				throw new AssertionError("Not ended as planned: %s %s %s".formatted(first, second, third));
			}
			ProofSettings.delete(this.root);
			return WriteLog.read(log);
		}

		private Ended start(ProofProcess process, Path log, int first) throws Exception {
			return process.logTo(log)
				.run(SenderProcess.class, file(this.root), PowerLossSweep.this.durability, first,
						PowerLossSweep.this.seed + this.number, STEPS, Mode.NORMAL);
		}

		private void count(List<Entry> log) {
			synchronized (PowerLossSweep.this) {
				PowerLossSweep.this.entries += log.size();
			}
		}

		/**
		 * Directories that do not exist yet are part of what can be lost.
		 */
		private Path file(Path root) {
			return root.resolve("data").resolve("application").resolve("outbox.db");
		}

		private int judge(PowerLossFiles files, Oracle oracle, int share, String where) throws IOException {
			int judged = 0;
			Policy[] policies = Policy.values();
			for (int i = 0; i < 2 * share && judged < share; i++) {
				Policy policy = policies[(i < policies.length) ? i : 2 + i % (policies.length - 2)];
				Map<String, byte[]> left = files.after(policy, this.random);
				if (this.seen.add(PowerLossFiles.fingerprint(left) * 31 + oracle.heard())) {
					PowerLossSweep.this.tally.add(where + ", " + policy, true, judge(left, oracle));
					judged++;
				}
			}
			return judged;
		}

		private Verdict judge(Map<String, byte[]> left, Oracle oracle) throws IOException {
			if (Files.exists(this.state)) {
				ProofSettings.delete(this.state);
			}
			Files.createDirectories(this.state);
			PowerLossFiles.write(left, this.state);
			try {
				return oracle.judge(StoredRecords.in(file(this.state)));
			}
			catch (RobustKafkaStartException | OutboxException ex) {
				Verdict verdict = new Verdict();
				verdict.lost("cannot be opened: " + ex.getMessage());
				return verdict;
			}
		}

	}

}
