package io.github.robustkafka.benchmark.startup;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The parts of this JVM's class path that applications need, so that nothing of Maven's
 * is asked for at run time.
 */
enum ClassPath {

	/** Spring Boot alone: what {@code spring-boot-starter} brings. */
	EMPTY(List.of("spring-boot-[0-9].*", "spring-boot-autoconfigure-.*", "spring-boot-starter-[0-9].*",
			"spring-boot-starter-logging-.*", "spring-(core|beans|context|aop|expression)-.*", "logback-.*",
			"slf4j-api-.*", "log4j-(api|to-slf4j)-.*", "jul-to-slf4j-.*", "jspecify-.*", "commons-logging-.*",
			"micrometer-(commons|observation)-.*", "snakeyaml-.*", "jakarta.annotation-api-.*")),

	/** With what {@code spring-boot-starter-kafka} brings. */
	KAFKA(with(EMPTY, "spring-boot-(kafka|starter-kafka|transaction|persistence)-.*", "spring-kafka-.*",
			"spring-(messaging|tx)-.*", "kafka-clients-[0-9.]*.jar", "(zstd-jni|lz4-java|snappy-java)-.*")),

	/**
	 * With Jackson beside that, which Flyway needs and Spring for Kafka uses if it is
	 * there.
	 */
	KAFKA_WITH_JACKSON(with(KAFKA, "jackson-(core|databind)-3.*", "jackson-annotations-.*")),

	/** With what the starter of Robust Kafka brings. */
	ROBUST(with(KAFKA_WITH_JACKSON, "robust-kafka-spring-boot-.*", "sqlite-jdbc-.*", "flyway-core-.*",
			"micrometer-core-.*", "HdrHistogram-.*", "LatencyUtils-.*"));

	private static final List<String> MODULES = List.of("autoconfigure", "starter");

	private final List<String> names;

	ClassPath(List<String> names) {
		this.names = names;
	}

	private static List<String> with(ClassPath less, String... more) {
		return Stream.concat(less.names.stream(), Arrays.stream(more)).toList();
	}

	/**
	 * Chooses from the class path of this JVM. The classes of this module are on all.
	 * @return the class path for a new JVM
	 */
	String text() {
		String own = EmptyApplication.class.getProtectionDomain().getCodeSource().getLocation().getPath();
		return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter((entry) -> Path.of(entry).equals(Path.of(own)) || isNeeded(Path.of(entry)))
			.collect(Collectors.joining(File.pathSeparator));
	}

	private boolean isNeeded(Path entry) {
		String name = entry.getFileName().toString();
		if (name.endsWith(".jar")) {
			return this.names.stream().anyMatch(name::matches);
		}
		return this == ROBUST && MODULES.stream().anyMatch((module) -> entry.toString().contains(module));
	}

}
