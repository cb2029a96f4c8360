package io.github.robustkafka.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves a damaged inbox out of the way, where it can be looked at, and removed by hand.
 * To be done by its owner, while nobody has it open.
 */
final class DamagedFile {

	private static final Logger logger = LoggerFactory.getLogger(DamagedFile.class);

	private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss-SSS", Locale.ROOT)
		.withZone(ZoneOffset.UTC);

	private DamagedFile() {
	}

	/**
	 * Moves the file, and its write-ahead log before it: a log without its file is
	 * harmless, but a new file would take an old log for its own.
	 * @param file the database file
	 * @param clock tells the time that becomes part of the new name
	 * @param damage what was found
	 */
	static void moveAside(Path file, Clock clock, Throwable damage) throws IOException {
		Path aside = besideAt(file, clock);
		move(file, aside, "-wal");
		Files.deleteIfExists(beside(file, "-shm"));
		move(file, aside, "");
		logger.warn("The inbox '{}' is damaged ({}). It was moved to '{}', and a new one is begun: records that were "
				+ "processed before may be given to handlers again. Check the disk; remove the old file when you no longer "
				+ "need it.", file, damage.getMessage(), aside);
	}

	/**
	 * The name that a damaged file gets.
	 */
	static Path besideAt(Path file, Clock clock) {
		return beside(file, ".damaged-" + TIME.format(clock.instant()));
	}

	private static void move(Path file, Path aside, String suffix) throws IOException {
		Path from = beside(file, suffix);
		if (Files.exists(from)) {
			Files.move(from, beside(aside, suffix));
		}
	}

	private static Path beside(Path file, String suffix) {
		return file.resolveSibling(file.getFileName() + suffix);
	}

}
