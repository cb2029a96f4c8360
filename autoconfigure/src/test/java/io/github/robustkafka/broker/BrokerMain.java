package io.github.robustkafka.broker;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;

import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * The main class of a broker's own process: formats the storage when it is new, serves,
 * stops in good order on SIGTERM, and ends at once when the process that started it is
 * gone.
 */
final class BrokerMain {

	private BrokerMain() {
	}

	/**
	 * Runs the broker.
	 * @param args the file with the server's properties, the cluster id
	 * @throws Exception when the broker cannot start; the process then ends
	 */
	public static void main(String[] args) throws Exception {
		endWith(System.in);
		Properties properties = new Properties();
		try (InputStream in = Files.newInputStream(Path.of(args[0]))) {
			properties.load(in);
		}
		try {
			serve(properties, args[1]);
			Runtime.getRuntime().exit(0);
		}
		catch (Throwable ex) {
			Thread.currentThread().getThreadGroup().uncaughtException(Thread.currentThread(), ex);
			Runtime.getRuntime().halt(1);
		}
	}

	/**
	 * The other end of standard input is held by the process that started this one, and
	 * closes when that process ends, however it ends.
	 */
	private static void endWith(InputStream in) {
		Thread thread = new Thread(() -> {
			try {
				in.transferTo(OutputStream.nullOutputStream());
			}
			catch (IOException ex) {
				// The same as the end of the stream.
			}
			Runtime.getRuntime().halt(2);
		}, "end-with-parent");
		thread.setDaemon(true);
		thread.start();
	}

	private static void serve(Properties properties, String clusterId) throws Exception {
		format(properties, clusterId);
		KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(properties), Time.SYSTEM);
		Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown, "stop-broker"));
		server.startup();
		server.awaitShutdown();
	}

	private static void format(Properties properties, String clusterId) throws Exception {
		List<String> directories = Arrays.asList(properties.getProperty("log.dirs").split(","));
		if (directories.stream().allMatch((directory) -> Files.exists(Path.of(directory, "meta.properties")))) {
			return;
		}
		new Formatter().setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
			.setClusterId(clusterId)
			.setNodeId(Integer.parseInt(properties.getProperty("node.id")))
			.setControllerListenerName(properties.getProperty("controller.listener.names"))
			.setDirectories(directories)
			.setMetadataLogDirectory(properties.getProperty("metadata.log.dir", directories.get(0)))
			.setIgnoreFormatted(true)
			.run();
	}

}
