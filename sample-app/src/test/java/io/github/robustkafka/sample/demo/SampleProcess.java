package io.github.robustkafka.sample.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.robustkafka.sample.SampleApplication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The sample in a process of its own, as a user starts it, with all its files in a
 * folder. Its output goes to a file, and is shown when it is not as it should be.
 */
final class SampleProcess implements AutoCloseable {

	private static final Duration DEADLINE = Duration.ofSeconds(120);

	private static final Pattern RESTARTED = Pattern.compile("It is started again; .*kill -9 (\\d+)");

	private final int port = freePort();

	private final Path output;

	private final Process process;

	SampleProcess(Path folder, String... arguments) throws IOException {
		this(List.of(), folder, arguments);
	}

	SampleProcess(List<String> jvmOptions, Path folder, String... arguments) throws IOException {
		this.output = Files.createTempFile(folder, "sample-", ".out");
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1"));
		command.addAll(jvmOptions);
		command.addAll(List.of("-cp", System.getProperty("java.class.path"), SampleApplication.class.getName(),
				"--server.port=" + this.port, "--sample.broker.port=0",
				"--sample.broker.data=" + folder.resolve("kafka"),
				"--robust.kafka.outbox.path=" + folder.resolve("outbox.db"), "--demo.data=" + folder.resolve("demo"),
				"--demo.exit=true"));
		command.addAll(List.of(arguments));
		this.process = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(this.output.toFile())
			.start();
	}

	private static int freePort() {
		try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return probe.getLocalPort();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	void awaitOutput(String text) {
		await().atMost(DEADLINE)
			.untilAsserted(() -> assertThat(output()).as("exit code or 'alive': %s", state()).contains(text));
	}

	void awaitExitCode(int code) throws InterruptedException {
		assertThat(this.process.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS)).as(output()).isTrue();
		assertThat(this.process.exitValue()).as(output()).isEqualTo(code);
	}

	int status(String path, String body) throws IOException, InterruptedException {
		return exchange(path, body).statusCode();
	}

	String get(String path) throws IOException, InterruptedException {
		return exchange(path, "").body();
	}

	private HttpResponse<String> exchange(String path, String body) throws IOException, InterruptedException {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.port + path))
			.header("Content-Type", "application/json");
		return HttpClient.newHttpClient()
			.send(body.isEmpty() ? request.build() : request.POST(HttpRequest.BodyPublishers.ofString(body)).build(),
					HttpResponse.BodyHandlers.ofString());
	}

	/**
	 * The sender that was started last, after one was killed.
	 */
	ProcessHandle restartedSender() {
		Matcher matcher = RESTARTED.matcher(output());
		assertThat(matcher.find()).as(output()).isTrue();
		return ProcessHandle.of(Long.parseLong(matcher.group(1))).orElseThrow();
	}

	/**
	 * Asks it to end, as Ctrl-C does.
	 */
	void terminate() {
		this.process.destroy();
	}

	void kill() throws InterruptedException {
		this.process.destroyForcibly().waitFor();
	}

	String output() {
		try {
			return Files.readString(this.output);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private String state() {
		return this.process.isAlive() ? "alive" : String.valueOf(this.process.exitValue());
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

}
