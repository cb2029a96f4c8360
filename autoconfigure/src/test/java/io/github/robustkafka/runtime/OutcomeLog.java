package io.github.robustkafka.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import io.github.robustkafka.outbox.OutboxListener;

/**
 * Writes down the context of each acknowledged record, outside the outbox.
 */
final class OutcomeLog implements OutboxListener {

	private final FileChannel log;

	OutcomeLog(Path file) {
		try {
			this.log = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void acknowledged(SentRecord record, int partition, long offset) {
		try {
			this.log.write(ByteBuffer.wrap((record.context() + "\n").getBytes(StandardCharsets.UTF_8)));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
