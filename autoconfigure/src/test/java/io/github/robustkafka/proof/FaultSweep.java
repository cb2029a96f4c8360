package io.github.robustkafka.proof;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import io.github.robustkafka.RobustKafkaStartException;
import io.github.robustkafka.outbox.OutboxException;
import io.github.robustkafka.proof.OutboxUnderTest.Mode;

/**
 * Lets one file operation after another fail, each with several errors, once or for good,
 * and judges from outside what the outbox answered and what it holds in the end. See
 * {@link FaultProcess} for what happens in a trial.
 */
final class FaultSweep implements AutoCloseable {

	private final Path directory = ProofSettings.newDirectory("fault");

	private final long seed;

	private final Mode mode;

	private final Tally tally;

	private final Map<String, Integer> answers = new HashMap<>();

	/**
	 * Prepares a sweep.
	 * @param seed what the process does
	 * @param mode how it behaves
	 */
	FaultSweep(long seed, Mode mode) throws IOException {
		this.seed = seed;
		this.mode = mode;
		this.tally = new Tally((mode == Mode.ANSWERS_EARLY) ? "errno, answered before the commit (control)" : "errno",
				seed);
	}

	/**
	 * Runs the sweep, with each error at so many operations.
	 */
	void run(int points) throws Exception {
		KilledOutbox image = KilledOutbox.make(this.directory, "killed", 130, this.seed, Mode.NORMAL);
		FaultControl control = FaultControl.open(this.directory.resolve("control"));
		Path files = Files.createDirectories(this.directory.resolve("trials"));
		Path errors = this.directory.resolve("errors");
		Process process = new ProofProcess(control).errorsTo(errors)
			.start(FaultProcess.class, image.files(), files, control.file(), this.seed, this.mode, points);
		Map<Integer, Oracle> oracles = new HashMap<>();
		try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
			for (String line = output.readLine(); line != null; line = output.readLine()) {
				int trial = Integer.parseInt(line.substring(0, line.indexOf(' ')));
				Oracle oracle = oracles.computeIfAbsent(trial, (key) -> listening(image));
				String event = line.substring(line.indexOf(' ') + 1);
				oracle.hear(event);
				count(event);
				if (event.startsWith(Answers.Event.END.name())) {
					judge(trial, event.split(" "), oracle);
					oracles.remove(trial);
				}
			}
		}
		if (process.waitFor() != 0 || !oracles.isEmpty()) {
			throw new AssertionError("The process under test ended with %d in the middle of trials %s: %s"
				.formatted(process.exitValue(), oracles.keySet(), Files.readString(errors)));
		}
	}

	private static Oracle listening(KilledOutbox image) {
		Oracle oracle = new Oracle();
		oracle.hear(image.heard());
		return oracle;
	}

	private void count(String event) {
		String[] words = event.split(" ");
		switch (Answers.Event.valueOf(words[0])) {
			case ACCEPTED, UNKNOWN -> this.answers.merge(words[0], 1, Integer::sum);
			case REFUSED -> this.answers.merge(words[0] + " " + words[2], 1, Integer::sum);
			default -> {
			}
		}
	}

	private void judge(int number, String[] words, Oracle oracle) throws IOException {
		Path files = this.directory.resolve("trials").resolve("trial-" + number);
		Verdict verdict = judge(files.resolve(KilledOutbox.NAME), oracle);
		boolean hasFired = Long.parseLong(words[1]) > 0;
		if (Integer.parseInt(words[2]) == 0) {
			verdict.wrong("does not accept anything after the fault");
		}
		this.tally.add("trial " + number, hasFired, verdict);
		ProofSettings.delete(files);
	}

	private static Verdict judge(Path file, Oracle oracle) {
		try {
			return oracle.judge(StoredRecords.in(file));
		}
		catch (RobustKafkaStartException | OutboxException ex) {
			Verdict verdict = new Verdict();
			verdict.lost("cannot be opened afterwards: " + ex.getMessage());
			return verdict;
		}
	}

	Tally tally() {
		return this.tally;
	}

	/**
	 * How often appends were answered in which way.
	 */
	Map<String, Integer> answers() {
		return this.answers;
	}

	@Override
	public void close() throws IOException {
		ProofSettings.delete(this.directory);
	}

}
