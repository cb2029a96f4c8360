package io.github.robustkafka.proof;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds up the trials of a sweep, and says in one line what came out. Safe for any thread.
 */
final class Tally {

	private static final Logger logger = LoggerFactory.getLogger(Tally.class);

	private static final Path SUMMARY = Path.of("target", "proof", "summary.txt");

	private static final int SHOWN = 10;

	private final String fault;

	private final long seed;

	private final long begin = System.nanoTime();

	private final List<String> violations = new ArrayList<>();

	private long tried;

	private long fired;

	private long lost;

	private long ghosts;

	private long wrong;

	private long reordered;

	private long duplicates;

	/**
	 * Begins a tally.
	 * @param fault kind of fault
	 * @param seed what all that is random in the sweep comes from
	 */
	Tally(String fault, long seed) {
		this.fault = fault;
		this.seed = seed;
	}

	/**
	 * Adds a trial.
	 * @param name which one, for whoever wants to see it again
	 * @param hasFired whether its fault happened
	 * @param verdict what came out
	 */
	synchronized void add(String name, boolean hasFired, Verdict verdict) {
		this.tried++;
		this.fired += hasFired ? 1 : 0;
		this.lost += verdict.lost();
		this.ghosts += verdict.ghosts();
		this.wrong += verdict.wrong();
		this.reordered += verdict.reordered();
		this.duplicates += verdict.duplicates();
		verdict.violations().forEach((violation) -> this.violations.add(name + ": " + violation));
	}

	synchronized long fired() {
		return this.fired;
	}

	synchronized long lost() {
		return this.lost;
	}

	synchronized long ghosts() {
		return this.ghosts;
	}

	synchronized long wrong() {
		return this.wrong;
	}

	/**
	 * The first violations, each with the name of its trial.
	 */
	synchronized List<String> violations() {
		return List.copyOf(this.violations.subList(0, Math.min(SHOWN, this.violations.size())));
	}

	/**
	 * Prints the line, also into a file of all summaries.
	 * @param more further figures
	 */
	synchronized void print(String more) {
		String line = "PROOF %s: tried %d, fired %d, lost %d, ghosts %d, wrong bytes %d, reordered %d, duplicates %d%s, seed %d, %d s"
			.formatted(this.fault, this.tried, this.fired, this.lost, this.ghosts, this.wrong, this.reordered,
					this.duplicates, more.isEmpty() ? "" : ", " + more, this.seed,
					(System.nanoTime() - this.begin) / 1_000_000_000);
		logger.warn(line);
		try {
			Files.createDirectories(SUMMARY.getParent());
			Files.writeString(SUMMARY, line + System.lineSeparator(), StandardOpenOption.CREATE,
					StandardOpenOption.APPEND);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
