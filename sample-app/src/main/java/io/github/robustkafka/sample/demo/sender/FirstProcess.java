package io.github.robustkafka.sample.demo.sender;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * The process that started this one and holds the other end of its standard input.
 */
final class FirstProcess {

	private FirstProcess() {
	}

	/** Whoever kills the first process kills the sender too, as a power cut would. */
	static void endWithIt() {
		Thread watch = new Thread(() -> {
			awaitEnd(System.in);
			Runtime.getRuntime().halt(1);
		}, "first-process");
		watch.setDaemon(true);
		watch.start();
	}

	private static void awaitEnd(InputStream input) {
		try {
			input.transferTo(OutputStream.nullOutputStream());
		}
		catch (IOException ex) {
			// Gone as well.
		}
	}

}
