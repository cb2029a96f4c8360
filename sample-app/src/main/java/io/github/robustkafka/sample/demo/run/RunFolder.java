package io.github.robustkafka.sample.demo.run;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.Properties;

import io.github.robustkafka.sample.demo.run.DemoRun.Phase;
import org.jspecify.annotations.Nullable;

/**
 * The folder of the demonstration: which run it is, the tallies, the sender's outbox and
 * log. The outbox is kept from run to run and never deleted.
 *
 * @param path absolute path
 */
public record RunFolder(Path path) {

	private static final String TALLY = ".tally";

	public RunFolder {
		path = path.toAbsolutePath().normalize();
	}

	/**
	 * Begins a run, or goes on with one that was interrupted.
	 * @param properties for a new run
	 * @param clock tells the time
	 * @return a run that sends, or one that only delivers
	 */
	public DemoRun open(DemoProperties properties, Clock clock) {
		try {
			Files.createDirectories(this.path);
			DemoRun last = Files.exists(file()) ? read() : null;
			return (last != null && last.phase() != Phase.FINISHED) ? write(last.in(Phase.DELIVERING))
					: begin(DemoRun.begin(properties, clock));
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The folder " + this.path + " of the demonstration cannot be used", ex);
		}
	}

	private DemoRun begin(DemoRun run) throws IOException {
		try (DirectoryStream<Path> old = Files.newDirectoryStream(this.path, "*" + TALLY)) {
			for (Path tally : old) {
				Files.delete(tally);
			}
		}
		return write(run);
	}

	/**
	 * Remembers that all was counted.
	 * @param run the run
	 */
	public void finish(DemoRun run) {
		try {
			write(run.in(Phase.FINISHED));
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The end of the run cannot be written to " + file(), ex);
		}
	}

	/**
	 * Reads the run.
	 * @return the run
	 * @throws IOException if it cannot be read
	 */
	public DemoRun read() throws IOException {
		Properties values = new Properties();
		try (Reader reader = Files.newBufferedReader(file())) {
			values.load(reader);
		}
		try {
			return new DemoRun(value(values, "id"), Integer.parseInt(value(values, "total")),
					Integer.parseInt(value(values, "rate")), Phase.valueOf(value(values, "phase")));
		}
		catch (IllegalArgumentException ex) {
			throw new IOException(file() + " is damaged: " + ex.getMessage(), ex);
		}
	}

	private static String value(Properties values, String key) {
		@Nullable String value = values.getProperty(key);
		if (value == null) {
			throw new IllegalArgumentException("no '" + key + "'");
		}
		return value;
	}

	/** Replaces the file as a whole, so that a kill leaves the old one or the new one. */
	private DemoRun write(DemoRun run) throws IOException {
		Properties values = new Properties();
		values.setProperty("id", run.id());
		values.setProperty("total", String.valueOf(run.total()));
		values.setProperty("rate", String.valueOf(run.rate()));
		values.setProperty("phase", run.phase().name());
		Path written = this.path.resolve("run.properties.new");
		try (Writer writer = Files.newBufferedWriter(written)) {
			values.store(writer, null);
		}
		Files.move(written, file(), StandardCopyOption.REPLACE_EXISTING);
		return run;
	}

	private Path file() {
		return this.path.resolve("run.properties");
	}

	public Path tally(DemoRun run, Lane lane) {
		return this.path.resolve(lane.label() + "-" + run.id() + TALLY);
	}

	/**
	 * The file in which is written what became of the payments.
	 * @param run the run
	 * @return a file that may not exist yet, and is deleted when another run begins
	 */
	public Path payments(DemoRun run) {
		return this.path.resolve("payments-" + run.id() + TALLY);
	}

	/**
	 * Finds out how many orders customers have wanted until now.
	 * @param run the run
	 * @return number of orders that at least one lane has sent
	 * @throws IOException if a tally cannot be read
	 */
	public int ordered(DemoRun run) throws IOException {
		return Math.max(Tally.read(tally(run, Lane.ROBUST)).sent(), Tally.read(tally(run, Lane.PLAIN)).sent());
	}

	public Path outbox() {
		return this.path.resolve("outbox.db");
	}

	public Path senderLog() {
		return this.path.resolve("sender.log");
	}

}
