package io.github.robustkafka.proof;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;

import org.sqlite.util.LibraryLoaderUtil;

/**
 * The native parts of the proofs: the library of faults, compiled from
 * {@code src/test/native/faults.c}, and SQLite's own, unpacked once so that no process
 * under test has to.
 */
final class FaultLibrary {

	private static final Path SOURCE = Path.of("src", "test", "native", "faults.c").toAbsolutePath();

	private static final Path DIRECTORY = Path.of("target", "proof", "native").toAbsolutePath();

	private static final String COMPILER = System.getProperty("robust.proof.cc", "cc");

	private FaultLibrary() {
	}

	/**
	 * The compiled library, to be preloaded.
	 */
	static synchronized Path compiled() {
		if (!System.getProperty("os.name").equals("Linux")) {
			throw new IllegalStateException("The proofs of disk faults run on Linux only, where a library can be put "
					+ "between a process and its files. Run them in a Linux machine or container.");
		}
		Path library = DIRECTORY.resolve("libfaults-" + ProcessHandle.current().pid() + ".so");
		if (!Files.exists(library)) {
			compile(library);
			library.toFile().deleteOnExit();
		}
		return library;
	}

	private static void compile(Path library) {
		try {
			Files.createDirectories(DIRECTORY);
			Process process = new ProcessBuilder(COMPILER, "-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC",
					"-pthread", "-o", library.toString(), SOURCE.toString())
				.redirectErrorStream(true)
				.start();
			String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			if (process.waitFor() != 0) {
				throw new IllegalStateException("'" + SOURCE + "' does not compile with '" + COMPILER + "': " + said);
			}
		}
		catch (IOException ex) {
			throw new IllegalStateException("The proofs need a C compiler, and '" + COMPILER + "' cannot be run ("
					+ ex.getMessage() + "). Install one (Debian and Ubuntu: apt-get install gcc libc6-dev; Fedora: "
					+ "dnf install gcc; Alpine: apk add gcc musl-dev linux-headers), or name yours with "
					+ "-Drobust.proof.cc=<compiler>.", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while compiling", ex);
		}
	}

	/**
	 * The directory with SQLite's native library.
	 */
	static synchronized Path sqlite() {
		String resource = LibraryLoaderUtil.getNativeLibResourcePath() + "/" + LibraryLoaderUtil.getNativeLibName();
		Path library = DIRECTORY.resolve(LibraryLoaderUtil.getNativeLibName());
		try (InputStream content = FaultLibrary.class.getResourceAsStream(resource)) {
			Files.createDirectories(DIRECTORY);
			Path unpacked = Files.createTempFile(DIRECTORY, "sqlite", ".so");
			Files.copy(Objects.requireNonNull(content, resource), unpacked, StandardCopyOption.REPLACE_EXISTING);
			Files.move(unpacked, library, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
			return DIRECTORY;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
