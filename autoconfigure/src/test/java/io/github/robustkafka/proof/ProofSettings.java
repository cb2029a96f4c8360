package io.github.robustkafka.proof;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * What is common to all proofs: {@code -Drobust.proof.seed} and where their files are.
 */
final class ProofSettings {

	private static final Path MEMORY = Path.of("/dev/shm");

	private ProofSettings() {
	}

	/**
	 * What all that is random comes from.
	 */
	static long seed() {
		return Long.getLong("robust.proof.seed", 42);
	}

	/**
	 * A new directory in memory, where syncs cost nothing. What a process has written
	 * survives its death there as on any disk.
	 */
	static Path newDirectory(String name) throws IOException {
		return Files.isWritable(MEMORY) ? Files.createTempDirectory(MEMORY, "robust-kafka-" + name)
				: Files.createTempDirectory("robust-kafka-" + name);
	}

	static void delete(Path directory) throws IOException {
		try (Stream<Path> paths = Files.walk(directory)) {
			paths.sorted(Comparator.reverseOrder()).forEach((path) -> path.toFile().delete());
		}
	}

	/**
	 * Copies the files of a directory into another one, which is made empty before.
	 */
	static void copy(Path from, Path to) throws IOException {
		if (Files.exists(to)) {
			delete(to);
		}
		try (Stream<Path> paths = Files.walk(from)) {
			paths.forEach((path) -> copyOne(path, to.resolve(from.relativize(path).toString())));
		}
	}

	private static void copyOne(Path from, Path to) {
		try {
			Files.copy(from, to);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
