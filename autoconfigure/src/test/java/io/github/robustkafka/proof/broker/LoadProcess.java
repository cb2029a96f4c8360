package io.github.robustkafka.proof.broker;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/**
 * The application under load in a process of its own.
 */
final class LoadProcess implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofSeconds(90);

	private final Process process;

	private final BufferedReader answers;

	private LoadProcess(Process process) {
		this.process = process;
		this.answers = process.inputReader(StandardCharsets.UTF_8);
	}

	/**
	 * Starts the application and waits until it sends.
	 * @param directory where its outbox and its log are
	 * @param bootstrapServers where Kafka is
	 * @param topics what it sends to, separated by commas
	 * @param first number of its first records
	 * @param more further words for java
	 */
	static LoadProcess start(Path directory, String bootstrapServers, String topics, long first, String... more) {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
		command.addAll(List.of(more));
		command.add(LoadApplication.class.getName());
		command.add("--spring.main.banner-mode=off");
		command.add("--spring.kafka.bootstrap-servers=" + bootstrapServers);
		command.add("--spring.kafka.producer.properties.request.timeout.ms=5000");
		command.add("--spring.kafka.producer.properties.delivery.timeout.ms=10000");
		command.add("--robust.kafka.outbox.path=" + directory.resolve("outbox.db"));
		command.add("--robust.kafka.relay.backoff.max-delay=2s");
		command.add("--load.log=" + log(directory));
		command.add("--load.topics=" + topics);
		command.add("--load.first=" + first);
		ProcessBuilder builder = new ProcessBuilder(command)
			.redirectError(ProcessBuilder.Redirect.appendTo(directory.resolve("errors.log").toFile()));
		builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
		try {
			LoadProcess started = new LoadProcess(builder.start());
			started.answer();
			return started;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Where the application writes down what it does.
	 */
	static Path log(Path directory) {
		return directory.resolve("load.log");
	}

	private String answer() {
		try {
			for (String line = this.answers.readLine(); line != null; line = this.answers.readLine()) {
				if (line.startsWith(LoadApplication.ANSWER)) {
					return line.substring(LoadApplication.ANSWER.length());
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		throw new AssertionError("The application has ended");
	}

	void tell(String command) {
		try {
			this.process.getOutputStream().write((command + "\n").getBytes(StandardCharsets.UTF_8));
			this.process.getOutputStream().flush();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	LoadStatus status() {
		tell("status");
		return LoadStatus.of(answer());
	}

	/**
	 * Waits until the application is as expected.
	 */
	void await(String what, Predicate<LoadStatus> expected) {
		awaitility(what).until(() -> expected.test(status()));
	}

	private static ConditionFactory awaitility(String what) {
		return Awaitility.await(what).atMost(PATIENCE).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(50));
	}

	/**
	 * Waits until so many more sends have returned.
	 */
	void awaitAccepted(int more) {
		long before = status().accepted();
		await(more + " more accepted", (status) -> status.accepted() >= before + more);
	}

	/**
	 * Stops sending and waits until nothing is pending.
	 */
	void drain() {
		tell("pause");
		await("drained", (status) -> status.pending() == 0);
	}

	/**
	 * Sends SIGTERM.
	 */
	void terminate() {
		this.process.destroy();
	}

	/**
	 * Waits for the end of the process.
	 * @return how long that took, in milliseconds
	 */
	long awaitEnd(Duration atMost) throws InterruptedException {
		long start = System.nanoTime();
		if (!this.process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
			throw new AssertionError("The application does not end within " + atMost);
		}
		return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
	}

	/**
	 * Kills the process, if it has not ended.
	 */
	@Override
	public void close() {
		this.process.destroyForcibly();
		this.process.onExit().join();
	}

}
