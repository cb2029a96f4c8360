package io.github.robustkafka.listener;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.apache.kafka.clients.consumer.ConsumerRecord;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.github.robustkafka.autoconfigure.RobustContexts;

/**
 * The main class of a listener's own process, made to be killed: each call of its handler
 * is written down at its end. It ends when the process that started it is gone.
 */
final class ListenerMain {

	private ListenerMain() {
	}

	/**
	 * Listens until it is killed.
	 * @param args directory, bootstrap servers, topic, log of handled records, whether
	 * duplicates are recognised
	 * @throws IOException when the log cannot be opened
	 */
	public static void main(String[] args) throws IOException {
		FileChannel log = FileChannel.open(Path.of(args[3]), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
		ApplicationContextRunner runner = RobustContexts.in(Path.of(args[0]))
			.withBean(Handler.class, () -> new Handler(log))
			.withPropertyValues("spring.kafka.bootstrap-servers=" + args[1], "test.topic=" + args[2],
					"spring.kafka.consumer.auto-offset-reset=earliest",
					"spring.kafka.consumer.properties[session.timeout.ms]=1500",
					"spring.kafka.consumer.properties[heartbeat.interval.ms]=300",
					"robust.kafka.listener.retry.backoff.delay=200ms",
					"robust.kafka.listener.deduplication.enabled=" + args[4]);
		runner.run((context) -> {
			System.in.transferTo(OutputStream.nullOutputStream());
			Runtime.getRuntime().halt(2);
		});
	}

	static class Handler {

		private static final int FAILING = 20;

		private final FileChannel log;

		Handler(FileChannel log) {
			this.log = log;
		}

		@RobustListener(id = "payments", topics = "${test.topic}")
		void charge(ConsumerRecord<String, String> order) {
			int number = Integer.parseInt(order.value());
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(number % 4));
			if (number % FAILING == 0 && !order.topic().endsWith("-retry-0")) {
				throw new IllegalStateException("once");
			}
			try {
				this.log.write(ByteBuffer.wrap((order.value() + "\n").getBytes(StandardCharsets.UTF_8)));
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

}
