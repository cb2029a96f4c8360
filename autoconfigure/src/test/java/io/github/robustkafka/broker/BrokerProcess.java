package io.github.robustkafka.broker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real Kafka broker (KRaft) in a JVM of its own, made from the test's class path. It
 * can be killed, stopped, paused, and started again on the same ports with the same data.
 * It ends with this JVM, however this one ends. Not for use by several threads at a time.
 * <p>
 * Everything is kept in one directory: data, server.properties and broker.log, which has
 * the broker's warnings. Killing takes nothing from what the broker has acknowledged,
 * since the operating system lives on; {@link #wipe()} takes all of it.
 */
public final class BrokerProcess implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(BrokerProcess.class);

	private static final Duration START_TIMEOUT = Duration.ofSeconds(90);

	private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);

	private final BrokerSettings settings;

	private final BrokerFiles files;

	private String clusterId;

	private @Nullable Process process;

	private @Nullable PausedProcess pause;

	BrokerProcess(BrokerSettings settings) {
		this.settings = settings;
		this.files = new BrokerFiles(settings);
		this.clusterId = newClusterId();
	}

	/**
	 * Starts a broker with all defaults and waits until it answers.
	 * @param directory where it keeps everything
	 * @return the running broker
	 */
	public static BrokerProcess start(Path directory) {
		return in(directory).start();
	}

	/**
	 * Begins the settings of a broker.
	 * @param directory where it keeps everything
	 * @return the settings, with which it can be started
	 */
	public static BrokerSettings in(Path directory) {
		return BrokerSettings.in(directory);
	}

	/**
	 * Begins the settings of a further broker of this one's cluster, for topics with two
	 * copies. Close it before this one; topics of Kafka's own that are made while it runs
	 * may be on it.
	 * @param directory where the further broker keeps everything
	 * @return the settings, with which it can be started
	 */
	public BrokerSettings joinedBy(Path directory) {
		return BrokerSettings.joining(directory, this);
	}

	/**
	 * Where clients bootstrap, whether the broker runs or not.
	 * @return host and port
	 */
	public String bootstrapServers() {
		return BrokerListener.HOST + ":" + this.settings.port();
	}

	/**
	 * Opens a proxy where clients can bootstrap; from then on they come to this broker
	 * directly. For clients that start while nobody can be reached. The caller closes it.
	 * @return the proxy, listening
	 */
	public TcpProxy bootstrapProxy() {
		return TcpProxy.to(this.settings.port());
	}

	public int nodeId() {
		return this.settings.nodeId();
	}

	/**
	 * Opens an admin client. The caller closes it.
	 * @return the client
	 */
	public Admin admin() {
		return Admin.create(clientProperties());
	}

	public Topics topics() {
		return new Topics(clientProperties());
	}

	/**
	 * What any Kafka client needs to reach this broker.
	 * @return properties of a client
	 */
	public Map<String, Object> clientProperties() {
		return Map.of("bootstrap.servers", bootstrapServers());
	}

	/**
	 * Starts the broker, on the data it has and on the same ports, and waits until it
	 * answers. Does nothing when it runs.
	 */
	public void start() {
		if (isRunning()) {
			return;
		}
		long begin = System.nanoTime();
		Process started = this.files.launch(clusterId());
		this.process = started;
		awaitAnswer(started, begin + START_TIMEOUT.toNanos());
		logger.info("Broker {} at {} answers after {} ms", nodeId(), bootstrapServers(),
				TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
	}

	/**
	 * Whether the process is there, also when it is paused.
	 * @return false when it was stopped or killed, or has ended by itself
	 */
	public boolean isRunning() {
		return this.process != null && this.process.isAlive();
	}

	/**
	 * The process id, for faults of the operating system.
	 * @return id of the running process
	 */
	public long pid() {
		return running().pid();
	}

	/**
	 * Ends the process as a crash would (SIGKILL), and waits until it is gone.
	 */
	public void kill() {
		end(Process::destroyForcibly, Duration.ofSeconds(10));
	}

	/**
	 * Stops the broker in good order (SIGTERM), and waits until it is gone.
	 */
	public void stop() {
		resume();
		end(Process::destroy, STOP_TIMEOUT);
	}

	/**
	 * Lets the broker hang (SIGSTOP): its ports stay open, nobody answers.
	 */
	public void pause() {
		if (this.pause == null) {
			this.pause = PausedProcess.pause(running().pid());
		}
	}

	/**
	 * Lets a paused broker go on (SIGCONT). Does nothing when it is not paused.
	 */
	public void resume() {
		if (this.pause != null) {
			this.pause.close();
			this.pause = null;
		}
	}

	/**
	 * Kills the broker and takes all its data away: started again it is a new cluster
	 * without topics, at the same address.
	 */
	public void wipe() {
		kill();
		this.files.deleteData();
		this.clusterId = newClusterId();
	}

	/**
	 * Ends the broker the quick way; its directory is kept.
	 */
	@Override
	public void close() {
		kill();
	}

	BrokerSettings settings() {
		return this.settings;
	}

	private String clusterId() {
		BrokerProcess first = this.settings.first();
		return (first != null) ? first.clusterId() : this.clusterId;
	}

	private Process running() {
		if (this.process == null || !this.process.isAlive()) {
			throw new IllegalStateException("The broker at %s does not run".formatted(bootstrapServers()));
		}
		return this.process;
	}

	private void end(Consumer<Process> signal, Duration timeout) {
		if (this.process == null) {
			return;
		}
		signal.accept(this.process);
		if (!hasEnded(this.process, timeout)) {
			this.process.destroyForcibly();
			throw new IllegalStateException("The broker at %s did not end within %s%n%s".formatted(bootstrapServers(),
					timeout, this.files.lastLogLines()));
		}
		this.process = null;
		resume();
	}

	/**
	 * Asks the port before it asks Kafka, because a Kafka client warns of every
	 * connection that fails.
	 */
	private void awaitAnswer(Process started, long deadline) {
		while (!isListening()) {
			pauseBeforeNextTry(started, deadline);
		}
		try (Admin admin = admin()) {
			while (!answers(admin)) {
				pauseBeforeNextTry(started, deadline);
			}
		}
	}

	private void pauseBeforeNextTry(Process started, long deadline) {
		boolean ended = hasEnded(started, Duration.ofMillis(10));
		if (ended || System.nanoTime() > deadline) {
			started.destroyForcibly();
			throw new IllegalStateException("The broker at %s %s%n%s".formatted(bootstrapServers(),
					ended ? "ended while it started" : "does not answer", this.files.lastLogLines()));
		}
	}

	private boolean isListening() {
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.settings.port()), 1000);
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	private boolean answers(Admin admin) {
		try {
			DescribeClusterOptions options = new DescribeClusterOptions().timeoutMs(2000);
			return admin.describeCluster(options).nodes().get().stream().anyMatch((node) -> node.id() == nodeId());
		}
		catch (ExecutionException ex) {
			return false;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while the broker started", ex);
		}
	}

	private static boolean hasEnded(Process process, Duration timeout) {
		try {
			return process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while waiting for a broker", ex);
		}
	}

	private static String newClusterId() {
		return Uuid.randomUuid().toString();
	}

}
