package io.github.robustkafka.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;

/**
 * Under which conditions a run took place, without which its figures mean little.
 */
final class Conditions {

	private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

	private Conditions() {
	}

	/**
	 * Describes the machine.
	 * @param directory a directory on the disk that is measured
	 * @return one line
	 * @throws IOException if the disk cannot be asked
	 */
	static String of(Path directory) throws IOException {
		Files.createDirectories(directory);
		Runtime runtime = Runtime.getRuntime();
		return "%s, %d x %s, %s %s, outbox on %s, JDK %s, heap %d MB".formatted(LocalDate.now(),
				runtime.availableProcessors(), processor(), System.getProperty("os.name"),
				System.getProperty("os.version"), Files.getFileStore(directory).type(), Runtime.version(),
				runtime.maxMemory() >> 20);
	}

	private static String processor() throws IOException {
		List<String> lines = Files.isReadable(CPU_INFO) ? Files.readAllLines(CPU_INFO) : List.of();
		return lines.stream()
			.filter((line) -> line.startsWith("model name"))
			.map((line) -> line.substring(line.indexOf(':') + 1).trim())
			.findFirst()
			.orElse(System.getProperty("os.arch"));
	}

}
