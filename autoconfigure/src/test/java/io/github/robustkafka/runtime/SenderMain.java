package io.github.robustkafka.runtime;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The main class of a sender's own process, made to be killed: several threads, each with
 * a key of its own, send one record after the other, and write down each send that
 * returned, outside the outbox. It ends when the process that started it is gone.
 */
final class SenderMain {

	private static final int THREADS = 40;

	private SenderMain() {
	}

	/**
	 * Sends until it is killed.
	 * @param args database file, bootstrap servers, topic, log of accepted records, first
	 * sequence
	 * @throws IOException when the log cannot be opened
	 */
	public static void main(String[] args) throws IOException {
		FileChannel accepted = FileChannel.open(Path.of(args[3]), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
		RunningOutbox outbox = RunningOutbox.open(Path.of(args[0]), Map.of("bootstrap.servers", args[1]),
				new OutcomeLog(Path.of(args[3] + ".outcomes")));
		for (int i = 0; i < THREADS; i++) {
			String key = "k" + i;
			new Thread(() -> send(outbox, args[2], key, Long.parseLong(args[4]), accepted)).start();
		}
		System.in.transferTo(OutputStream.nullOutputStream());
		Runtime.getRuntime().halt(2);
	}

	private static void send(RunningOutbox outbox, String topic, String key, long first, FileChannel accepted) {
		try {
			for (long sequence = first; true; sequence++) {
				outbox.producer()
					.send(new ProducerRecord<>(topic, key, "order " + sequence), key + " " + sequence, null);
				accepted.write(ByteBuffer.wrap((key + " " + sequence + "\n").getBytes(StandardCharsets.UTF_8)));
			}
		}
		catch (IOException ex) {
			Runtime.getRuntime().halt(3);
		}
	}

}
