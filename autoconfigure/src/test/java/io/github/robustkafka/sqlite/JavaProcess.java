package io.github.robustkafka.sqlite;

import java.io.BufferedReader;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.sqlite.SQLiteConfig;

/**
 * Another Java process that has this code and SQLite on its class path, but neither
 * Flyway nor anything else. It is killed at the end, if it still runs then.
 */
final class JavaProcess implements AutoCloseable {

	private final Process process;

	private final BufferedReader output;

	private JavaProcess(Process process) {
		this.process = process;
		this.output = process.inputReader(StandardCharsets.UTF_8);
	}

	static JavaProcess start(List<String> options, Class<?> main, String... arguments) throws IOException {
		return start(List.of(), options, main, arguments);
	}

	/**
	 * Starts it through another command, which takes the rest of its arguments for a
	 * command.
	 */
	static JavaProcess start(List<String> through, List<String> options, Class<?> main, String... arguments)
			throws IOException {
		List<String> command = new ArrayList<>(through);
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(options);
		command.addAll(List.of("-cp", classPath(main), main.getName()));
		command.addAll(List.of(arguments));
		return new JavaProcess(new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start());
	}

	private static String classPath(Class<?> main) {
		return Stream.of(main, SqliteOutboxStore.class, SQLiteConfig.class, Logger.class)
			.map(JavaProcess::location)
			.collect(Collectors.joining(File.pathSeparator));
	}

	private static String location(Class<?> type) {
		try {
			return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
		}
		catch (URISyntaxException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * What a main method says to the test that started it.
	 */
	static PrintStream answer() {
		return new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
	}

	/**
	 * The next line that the process prints, or null when it has ended.
	 */
	String nextLine() throws IOException {
		return this.output.readLine();
	}

	List<String> remainingLines() {
		return this.output.lines().toList();
	}

	long pid() {
		return this.process.pid();
	}

	/**
	 * Kills the process. Unlike {@code Process.destroyForcibly}, leaves what it printed.
	 */
	void kill() throws InterruptedException {
		this.process.toHandle().destroyForcibly();
		this.process.waitFor();
	}

	@Override
	public void close() throws InterruptedException {
		kill();
	}

}
