package io.github.robustkafka.proof;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.robustkafka.sqlite.SqliteOutboxStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.sqlite.SQLiteConfig;

/**
 * A process under test: a small Java process with this code, SQLite and the library of
 * faults. Its output are its answers, which are read when it has ended, however it ended.
 */
final class ProofProcess {

	private static final long TIMEOUT_SECONDS = 300;

	private final List<String> command = new ArrayList<>();

	private final FaultControl control;

	private @Nullable Path log;

	private @Nullable Path errors;

	private String classPath = classPath(ProofProcess.class, SqliteOutboxStore.class, SQLiteConfig.class, Logger.class);

	ProofProcess(FaultControl control) {
		this.control = control;
	}

	/**
	 * Begins the command line with other words.
	 */
	ProofProcess below(String... words) {
		this.command.addAll(List.of(words));
		return this;
	}

	/**
	 * Logs all changes of files and all answers, behind what is in the log already.
	 */
	ProofProcess logTo(Path file) {
		this.log = file;
		return this;
	}

	ProofProcess errorsTo(Path file) {
		this.errors = file;
		return this;
	}

	/**
	 * Gives the process the class path of this one, which has Flyway.
	 */
	ProofProcess withFlyway() {
		this.classPath = System.getProperty("java.class.path");
		return this;
	}

	Process start(Class<?> main, Object... arguments) throws IOException {
		this.command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		this.command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-Xmx256m",
				"-Dorg.sqlite.lib.path=" + FaultLibrary.sqlite(), "-cp", this.classPath, main.getName()));
		Stream.of(arguments).map(String::valueOf).forEach(this.command::add);
		ProcessBuilder builder = new ProcessBuilder(this.command);
		builder.environment().put("LD_PRELOAD", FaultLibrary.compiled().toString());
		builder.environment().put("FAULTS_CONTROL", this.control.file().toString());
		if (this.log != null) {
			builder.environment().put("FAULTS_LOG", this.log.toString());
		}
		return builder
			.redirectError((this.errors != null) ? ProcessBuilder.Redirect.appendTo(this.errors.toFile())
					: ProcessBuilder.Redirect.DISCARD)
			.start();
	}

	/**
	 * Runs the process to its end.
	 */
	Ended run(Class<?> main, Object... arguments) throws IOException, InterruptedException {
		Process process = start(main, arguments);
		List<String> answers;
		try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
			answers = output.lines().toList();
		}
		if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
			process.destroyForcibly();
			throw new AssertionError(main.getSimpleName() + " does not end");
		}
		return new Ended(process.exitValue(), answers);
	}

	private static String classPath(Class<?>... types) {
		return Stream.of(types).map(ProofProcess::location).distinct().collect(Collectors.joining(File.pathSeparator));
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
	 * How a process ended, and what it had said until then.
	 */
	record Ended(int exitValue, List<String> answers) {

		private static final int KILLED = 128 + 9;

		/**
		 * What it had said, without the numbers of trials.
		 */
		List<String> events() {
			return this.answers.stream().flatMap(Answers::event).toList();
		}

		boolean wasKilled() {
			return this.exitValue == KILLED;
		}

	}

}
