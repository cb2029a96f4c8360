package io.github.robustkafka.sample.demo.sender;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.function.IntSupplier;

/**
 * The process that started this one and holds the other end of its standard input: says
 * there, one number in a line, up to which order this one may go.
 */
final class FirstProcess implements IntSupplier {

	private volatile int allowed;

	private FirstProcess() {
	}

	/**
	 * Listens to it, and ends with it: whoever kills the first process kills the sender
	 * too, as a power cut would.
	 */
	static FirstProcess listen() {
		FirstProcess first = new FirstProcess();
		Thread ear = new Thread(() -> {
			first.listenTo(System.in);
			Runtime.getRuntime().halt(1);
		}, "first-process");
		ear.setDaemon(true);
		ear.start();
		return first;
	}

	private void listenTo(InputStream input) {
		try (BufferedReader lines = new BufferedReader(new InputStreamReader(input, StandardCharsets.US_ASCII))) {
			lines.lines().forEach((line) -> this.allowed = Integer.parseInt(line));
		}
		catch (IOException | RuntimeException ex) {
			// Gone as well.
		}
	}

	/** The number of the last order that may be sent for now. */
	@Override
	public int getAsInt() {
		return this.allowed;
	}

}
