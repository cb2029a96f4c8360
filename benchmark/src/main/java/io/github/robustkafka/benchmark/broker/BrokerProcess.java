package io.github.robustkafka.benchmark.broker;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

import org.springframework.util.FileSystemUtils;

/**
 * A real Kafka broker in a JVM of its own, on 127.0.0.1. It ends with this JVM, however
 * this one ends. Its log stands in memory where there is a file system for that, as the
 * disk of a broker elsewhere would not be in the way of the outbox either.
 */
public final class BrokerProcess implements AutoCloseable {

	private static final Path MEMORY = Path.of("/dev/shm");

	private static final Duration START_TIMEOUT = Duration.ofSeconds(60);

	private final Path directory;

	private final Process process;

	private final String address;

	private BrokerProcess(Path directory, Process process, String address) {
		this.directory = directory;
		this.process = process;
		this.address = address;
	}

	/**
	 * Starts a broker and waits until it answers.
	 * @param fallback where its directory is made if there is no file system in memory
	 * @return the running broker
	 * @throws Exception when it does not start
	 */
	public static BrokerProcess start(Path fallback) throws Exception {
		Path parent = Files.isWritable(MEMORY) ? MEMORY : Files.createDirectories(fallback);
		Path directory = Files.createTempDirectory(parent, "robust-kafka-benchmark-broker");
		int port = freePort();
		Process process = launch(directory, writeProperties(directory, port));
		BrokerProcess broker = new BrokerProcess(directory, process, "127.0.0.1:" + port);
		Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "end-broker"));
		broker.awaitAnswer();
		return broker;
	}

	private static Path writeProperties(Path directory, int port) throws IOException {
		Properties properties = new Properties();
		try (InputStream in = BrokerProcess.class.getResourceAsStream("server.properties")) {
			properties.load(in);
		}
		int controllerPort = freePort();
		properties.setProperty("log.dirs", directory.resolve("data").toString());
		properties.setProperty("listeners",
				"PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d".formatted(port, controllerPort));
		properties.setProperty("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
		properties.setProperty("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
		Path file = directory.resolve("server.properties");
		try (var out = Files.newOutputStream(file)) {
			properties.store(out, null);
		}
		return file;
	}

	private static Process launch(Path directory, Path properties) throws IOException {
		ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				BrokerMain.class.getName(), properties.toString());
		builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
		builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
		return builder.redirectErrorStream(true).redirectOutput(directory.resolve("broker.log").toFile()).start();
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
			return socket.getLocalPort();
		}
	}

	private void awaitAnswer() throws Exception {
		long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
		try (Admin admin = admin()) {
			while (!answers(admin)) {
				if (this.process.waitFor(10, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
					throw new IllegalStateException("The broker did not start:\n" + log());
				}
			}
		}
	}

	private static boolean answers(Admin admin) throws InterruptedException {
		try {
			return !admin.describeCluster().nodes().get().isEmpty();
		}
		catch (ExecutionException ex) {
			return false;
		}
	}

	/**
	 * Says where clients find the broker.
	 * @return host and port
	 */
	public String address() {
		return this.address;
	}

	/**
	 * Says whether the broker writes to memory and not to a disk.
	 * @return true if it does
	 */
	public boolean inMemory() {
		return this.directory.startsWith(MEMORY);
	}

	/**
	 * Creates topics with one copy, and waits until they exist.
	 * @param names names of the topics
	 * @param partitions number of partitions of each
	 * @throws Exception when that fails
	 */
	public void createTopics(List<String> names, int partitions) throws Exception {
		try (Admin admin = admin()) {
			admin.createTopics(names.stream().map((name) -> new NewTopic(name, partitions, (short) 1)).toList())
				.all()
				.get();
		}
	}

	/**
	 * Lets the broker hang: its port stays open, and nobody answers.
	 * @throws Exception when the operating system has no such signal
	 */
	public void pause() throws Exception {
		signal("-STOP");
	}

	/**
	 * Ends a pause.
	 * @throws Exception when the operating system has no such signal
	 */
	public void resume() throws Exception {
		signal("-CONT");
	}

	private void signal(String signal) throws Exception {
		int code = new ProcessBuilder("kill", signal, Long.toString(this.process.pid())).start().waitFor();
		if (code != 0) {
			throw new IllegalStateException("kill %s of the broker ended with %d".formatted(signal, code));
		}
	}

	private Admin admin() {
		return Admin.create(
				Map.of("bootstrap.servers", this.address, "request.timeout.ms", 2000, "default.api.timeout.ms", 3000));
	}

	private String log() throws IOException {
		return Files.readString(this.directory.resolve("broker.log"));
	}

	/**
	 * Ends the broker and deletes its directory.
	 */
	@Override
	public synchronized void close() {
		try {
			this.process.destroyForcibly().waitFor();
			FileSystemUtils.deleteRecursively(this.directory);
		}
		catch (IOException ex) {
			// What is left is named so that it can be told, and is in memory at most.
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
