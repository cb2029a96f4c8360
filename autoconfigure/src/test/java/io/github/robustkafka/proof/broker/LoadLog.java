package io.github.robustkafka.proof.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What the application writes down, outside the outbox, each line with one write: what it
 * is about to send, how each send ended, and what it heard of each record later.
 */
final class LoadLog {

	private final FileChannel file;

	LoadLog(Path path) {
		try {
			this.file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	void write(Event event, String record) {
		try {
			this.file.write(ByteBuffer.wrap((event + " " + record + "\n").getBytes(StandardCharsets.UTF_8)));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * What happens to a record.
	 */
	enum Event {

		SEND, ACCEPTED, REFUSED, UNKNOWN, ACKNOWLEDGED, FAILED

	}

}
