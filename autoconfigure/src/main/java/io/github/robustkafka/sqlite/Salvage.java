package io.github.robustkafka.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;

import io.github.robustkafka.RobustKafkaStartException;

/**
 * Carries the rows of a damaged outbox into a new file, which then takes its place. To be
 * done by its owner, while nobody has it open. It can be killed at any time:
 * <ol>
 * <li>the database and its write-ahead log are copied together ({@code .image}),</li>
 * <li>what fits its checksum goes from there into a new database ({@code .salvaging}),
 * </li>
 * <li>the damaged files get a second name ({@code .damaged-<time>}),</li>
 * <li>the new database is renamed to {@code .salvaged}. From here on it counts, also if
 * the rest is done by the next start:</li>
 * <li>the old log is deleted and the new database takes the name of the old.</li>
 * </ol>
 * Until the fourth step the damaged files stand as they were. Needs as much room on the
 * disk as the outbox has, twice.
 */
final class Salvage {

	private final SqliteSettings settings;

	private final Path file;

	private final Path image;

	private final Path salvaging;

	private final Clock clock;

	/**
	 * Prepares a salvage; does nothing yet.
	 * @param settings which file, and how to keep it
	 * @param file absolute path of the file
	 * @param clock tells the time that becomes part of a name
	 */
	Salvage(SqliteSettings settings, Path file, Clock clock) {
		this.settings = settings;
		this.file = file;
		this.image = beside(file, ".image");
		this.salvaging = beside(file, ".salvaging");
		this.clock = clock;
	}

	/**
	 * Makes the new file, which does not take the place of the damaged one yet.
	 * @return what it holds
	 */
	SalvageReport prepare() {
		try {
			discard();
			OwnerOnly.createFile(this.image);
			int damagedFrames = WalCheck.of(this.file).badFrames();
			try (SqliteDatabase target = SqliteDatabase.own(DatabaseKind.OUTBOX, settingsOf(this.salvaging))) {
				target.openWriter().close();
				makeImage();
				return carry(target, damagedFrames);
			}
		}
		catch (SQLException ex) {
			discardQuietly(ex);
			throw failed(SqliteFailures.describe(ex), ex);
		}
		catch (IOException ex) {
			discardQuietly(ex);
			throw failed(ex.toString(), ex);
		}
	}

	private SqliteSettings settingsOf(Path path) {
		return new SqliteSettings(path, Durability.POWER_LOSS, Duration.ZERO, this.settings.maxSize());
	}

	private void makeImage() throws IOException {
		try (DatabasePages pages = DatabasePages.copy(this.file, this.image)) {
			if (!hasTables()) {
				pages.replaceFirstPage(this.salvaging);
			}
		}
	}

	private boolean hasTables() {
		try (Connection connection = openImage()) {
			SqliteDatabase.execute(connection, "SELECT " + RowScan.COLUMNS + " FROM outbox AS r LIMIT 0");
			return true;
		}
		catch (SQLException ex) {
			return false;
		}
	}

	private Connection openImage() throws SQLException {
		return SqliteDatabase.connect(this.image);
	}

	private SalvageReport carry(SqliteDatabase target, int damagedFrames) throws SQLException {
		try (Connection source = openImage(); Connection connection = target.openWriter()) {
			SalvageTarget rows = new SalvageTarget(connection);
			RowScan scan = new RowScan(source, rows::add);
			long unreadable = hasTables() ? scan.run() + carryBlocks(source, rows) : 0;
			rows.finish(scan.highest());
			return rows.report(unreadable, damagedFrames);
		}
	}

	/**
	 * Carries the records that are in blocks.
	 * @return how many blocks cannot be read
	 */
	private static long carryBlocks(Connection source, SalvageTarget rows) throws SQLException {
		if (!BlockReading.isPossible(source)) {
			return 0;
		}
		BlockReading reading = new BlockReading(source).readAll();
		for (Block block : reading.blocks()) {
			rows.add(block);
		}
		return reading.unreadable().size() + (reading.isCutShort() ? 1 : 0);
	}

	/**
	 * Lets the new file take the place of the damaged one, which is kept.
	 * @param report what the new file holds
	 * @return the same, and where the damaged file is
	 */
	SalvageReport complete(SalvageReport report) {
		try {
			Path kept = DamagedFile.besideAt(this.file, this.clock);
			keep(this.file, kept);
			keep(beside(this.file, "-wal"), beside(kept, "-wal"));
			OwnerOnly.syncDirectory(this.file.getParent());
			// From here on the new file counts.
			Files.move(this.salvaging, salvaged(this.file), StandardCopyOption.ATOMIC_MOVE);
			OwnerOnly.syncDirectory(this.file.getParent());
			completeInterrupted(this.file);
			discard();
			return report.keptAs(kept);
		}
		catch (IOException ex) {
			throw failed(ex.toString(), ex);
		}
	}

	private static void keep(Path from, Path to) throws IOException {
		if (!Files.exists(from)) {
			return;
		}
		try {
			Files.createLink(to, from);
		}
		catch (IOException | UnsupportedOperationException ex) {
			Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
		}
	}

	/**
	 * Does the last step of a salvage, also of one that was interrupted there.
	 * @param file the outbox
	 * @return whether there was something to do
	 */
	static boolean completeInterrupted(Path file) throws IOException {
		Path salvaged = salvaged(file);
		if (!Files.exists(salvaged)) {
			return false;
		}
		Files.deleteIfExists(beside(file, "-wal"));
		Files.deleteIfExists(beside(file, "-shm"));
		OwnerOnly.syncDirectory(file.getParent());
		Files.move(salvaged, file, StandardCopyOption.ATOMIC_MOVE);
		OwnerOnly.syncDirectory(file.getParent());
		return true;
	}

	/**
	 * Removes what was prepared.
	 */
	void discard() throws IOException {
		for (String suffix : new String[] { "", "-wal", "-shm", "-journal", ".lock" }) {
			Files.deleteIfExists(beside(this.image, suffix));
			Files.deleteIfExists(beside(this.salvaging, suffix));
		}
	}

	void discardQuietly(Exception reason) {
		try {
			discard();
		}
		catch (IOException ex) {
			reason.addSuppressed(ex);
		}
	}

	private RobustKafkaStartException failed(String what, Exception cause) {
		return new RobustKafkaStartException(
				"The damaged outbox '" + this.file + "' could not be salvaged: " + what
						+ ". The damaged files are as they were.",
				"Make sure that this user may write to the directory and that the disk has room for twice the size of "
						+ "the file, then try again.",
				cause);
	}

	private static Path salvaged(Path file) {
		return beside(file, ".salvaged");
	}

	private static Path beside(Path file, String suffix) {
		return file.resolveSibling(file.getFileName() + suffix);
	}

}
