package io.github.robustkafka.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.springframework.util.FileSystemUtils;

/**
 * The directory of a broker, and how the process is launched from it.
 */
final class BrokerFiles {

	private static final int SHOWN_LOG_LINES = 30;

	/**
	 * Keeps the broker from the logging of the tests, which is on the same class path.
	 */
	private static final String LOGBACK = """
			<configuration>
				<appender name="CONSOLE" class="ch.qos.logback.core.ConsoleAppender">
					<encoder><pattern>%d %-5level [%thread] %logger{30} %msg%n</pattern></encoder>
				</appender>
				<root level="WARN"><appender-ref ref="CONSOLE"/></root>
			</configuration>
			""";

	private final BrokerSettings settings;

	BrokerFiles(BrokerSettings settings) {
		this.settings = settings;
	}

	/**
	 * Launches the process with this JVM's class path. Where that is a jar with nothing
	 * but a manifest, as Surefire and some IDEs make it, java resolves it by itself.
	 */
	Process launch(String clusterId) {
		try {
			Files.createDirectories(this.settings.directory());
			Files.writeString(file("logback.xml"), LOGBACK);
			Files.writeString(file("server.properties"), serverProperties());
			ProcessBuilder builder = new ProcessBuilder(
					Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xms64m", "-Xmx384m",
					"-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto",
					"-Dlogback.configurationFile=" + file("logback.xml"), BrokerMain.class.getName(),
					file("server.properties").toString(), clusterId);
			Map<String, String> environment = builder.environment();
			environment.put("CLASSPATH", System.getProperty("java.class.path"));
			environment.keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
			return builder.redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.appendTo(file("broker.log").toFile()))
				.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The broker in %s cannot be launched".formatted(this.settings.directory()),
					ex);
		}
	}

	void deleteData() {
		try {
			for (Path directory : this.settings.dataDirectories()) {
				deleteContent(directory);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The data of the broker cannot be deleted", ex);
		}
	}

	/**
	 * The directory itself stays, since it may be a mount point.
	 */
	private static void deleteContent(Path directory) throws IOException {
		try (Stream<Path> content = Files.list(directory)) {
			for (Path path : content.toList()) {
				FileSystemUtils.deleteRecursively(path);
			}
		}
	}

	String lastLogLines() {
		try {
			List<String> lines = Files.readAllLines(file("broker.log"));
			return String.join("\n", lines.subList(Math.max(0, lines.size() - SHOWN_LOG_LINES), lines.size()));
		}
		catch (IOException ex) {
			return "No log: " + ex;
		}
	}

	private String serverProperties() {
		return this.settings.serverProperties()
			.entrySet()
			.stream()
			.map((entry) -> entry.getKey() + "=" + entry.getValue().replace("\\", "\\\\"))
			.collect(Collectors.joining("\n", "", "\n"));
	}

	private Path file(String name) {
		return this.settings.directory().resolve(name).toAbsolutePath();
	}

}
