package io.github.robustkafka.benchmark.broker;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;

import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

import org.springframework.util.FileSystemUtils;

/**
 * The main class of the broker's JVM. It ends at once when the JVM that started it is
 * gone, however that one ended.
 */
final class BrokerMain {

	private BrokerMain() {
	}

	/**
	 * Runs the broker.
	 * @param args the file with the server's properties
	 * @throws Exception when the broker cannot start; the process then ends
	 */
	public static void main(String[] args) throws Exception {
		Path file = Path.of(args[0]);
		endWith(System.in, file.getParent());
		try {
			serve(file);
			Runtime.getRuntime().exit(0);
		}
		catch (Throwable ex) {
			Thread.currentThread().getThreadGroup().uncaughtException(Thread.currentThread(), ex);
			Runtime.getRuntime().halt(1);
		}
	}

	/**
	 * Standard input is a pipe from the process that started this one, and closes with
	 * it. Nobody else is left then to delete the directory.
	 */
	private static void endWith(InputStream in, Path directory) {
		Thread thread = new Thread(() -> {
			try {
				in.transferTo(OutputStream.nullOutputStream());
				FileSystemUtils.deleteRecursively(directory);
			}
			catch (IOException ex) {
				// The same as the end of the stream; or the other process deletes, too.
			}
			Runtime.getRuntime().halt(2);
		}, "end-with-benchmark");
		thread.setDaemon(true);
		thread.start();
	}

	private static void serve(Path file) throws Exception {
		Properties properties = new Properties();
		try (InputStream in = Files.newInputStream(file)) {
			properties.load(in);
		}
		String directory = properties.getProperty("log.dirs");
		new Formatter().setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
			.setClusterId(Uuid.randomUuid().toString())
			.setNodeId(1)
			.setControllerListenerName("CONTROLLER")
			.setDirectories(List.of(directory))
			.setMetadataLogDirectory(directory)
			.setIgnoreFormatted(true)
			.run();
		KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(properties), Time.SYSTEM);
		server.startup();
		server.awaitShutdown();
	}

}
