package io.github.robustkafka.sample.demo.payments;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

import io.github.robustkafka.sample.demo.run.DemoOrder;
import io.github.robustkafka.sample.demo.run.DemoRun;
import io.github.robustkafka.sample.demo.run.RunFolder;

/**
 * What the payments' handler did in a run: one line for each event, in the file before
 * the handler returns, so that a kill does not hide it. Safe for use by several threads.
 * <pre>
 * CALLED_AGAIN 27
 * CHARGED 27
 * GIVEN_UP 150
 * DUPLICATE 0      the observer is not told which order it was
 * </pre>
 */
public final class PaymentLedger {

	private final RunFolder folder;

	public PaymentLedger(RunFolder folder) {
		this.folder = folder;
	}

	/** Writes nothing for an order of another run. */
	void add(Payments.Event event, DemoOrder order) {
		run().filter(order::isOf).ifPresent((run) -> write(run, event, order.number()));
	}

	void addDuplicate() {
		run().ifPresent((run) -> write(run, Payments.Event.DUPLICATE, 0));
	}

	private Optional<DemoRun> run() {
		try {
			return Optional.of(this.folder.read());
		}
		catch (NoSuchFileException ex) {
			return Optional.empty();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("It cannot be read which run this is", ex);
		}
	}

	private synchronized void write(DemoRun run, Payments.Event event, int number) {
		try {
			Files.writeString(this.folder.payments(run), event + " " + number + "\n", StandardCharsets.US_ASCII,
					StandardOpenOption.CREATE, StandardOpenOption.APPEND);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("A payment cannot be written down", ex);
		}
	}

	/**
	 * Counts what is written.
	 * @param run the run
	 * @return what became of its payments until now
	 */
	public Payments read(DemoRun run) {
		Path file = this.folder.payments(run);
		try {
			String text = Files.exists(file) ? Files.readString(file, StandardCharsets.US_ASCII) : "";
			return Payments.of(text.substring(0, text.lastIndexOf('\n') + 1).lines());
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The payments cannot be read", ex);
		}
	}

}
