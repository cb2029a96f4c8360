package io.github.robustkafka.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;

import io.github.robustkafka.RobustKafkaStartException;
import org.jspecify.annotations.Nullable;

/**
 * What an operator does with the file of an outbox. Nothing here makes an outbox where
 * there is none.
 */
public final class SqliteOutboxes {

	private SqliteOutboxes() {
	}

	/**
	 * Refuses a path at which there is no file.
	 * @param path where the outbox should be
	 * @return the absolute path
	 * @throws RobustKafkaStartException if there is no file
	 */
	public static Path requireFile(Path path) {
		Path file = path.toAbsolutePath().normalize();
		if (!Files.isRegularFile(file)) {
			throw new RobustKafkaStartException("There is no outbox at '" + file + "'.",
					"Set '" + DatabaseKind.OUTBOX.pathKey() + "' to the file of the outbox.");
		}
		return file;
	}

	/**
	 * Refuses a path at which there is no file, or one that an application has open.
	 * @param path where the outbox should be
	 * @return the absolute path
	 * @throws RobustKafkaStartException if there is no file, or it is in use
	 */
	public static Path requireFreeFile(Path path) {
		Path file = requireFile(path);
		try {
			OwnerLock.take(DatabaseKind.OUTBOX, file).close();
			return file;
		}
		catch (IOException ex) {
			throw unreadable(file, ex);
		}
	}

	/**
	 * Reads every row and counts. Changes nothing; an application may have the outbox
	 * open meanwhile. Its write-ahead log cannot be cut during that time.
	 * @param path the file
	 * @return what is in it
	 * @throws RobustKafkaStartException if it is not there or cannot be read
	 */
	public static OutboxInspection inspect(Path path) {
		Path file = requireFile(path);
		try (OwnerLock lock = lock(file)) {
			return new Inspector(file).inspect(lock == null);
		}
		catch (SQLException ex) {
			throw SqliteFailures.duringOpen(DatabaseKind.OUTBOX, file, ex);
		}
		catch (IOException ex) {
			throw unreadable(file, ex);
		}
	}

	/**
	 * The ownership, so that the file does not change meanwhile, or null if an
	 * application has it.
	 */
	private static @Nullable OwnerLock lock(Path file) throws IOException {
		try {
			return OwnerLock.take(DatabaseKind.OUTBOX, file);
		}
		catch (RobustKafkaStartException ex) {
			return null;
		}
	}

	/**
	 * Carries every record that fits its checksum into a new file, which takes the place
	 * of the old one; the old one is kept. It can be interrupted at any time.
	 * @param settings which file
	 * @return what was saved and what was not
	 * @throws RobustKafkaStartException if the file is not there, an application has it
	 * open, the disk has no room, or not one record was found
	 */
	public static SalvageReport salvage(SqliteSettings settings) {
		Path file = requireFile(settings.path());
		try (SqliteDatabase database = SqliteDatabase.own(DatabaseKind.OUTBOX, settings)) {
			Salvage.completeInterrupted(database.path());
			Salvage salvage = new Salvage(settings, database.path(), Clock.systemUTC());
			SalvageReport prepared = salvage.prepare();
			if (prepared.saved() == 0) {
				salvage.discard();
				throw new RobustKafkaStartException(
						"No record can be salvaged from '" + file + "'. Nothing was changed.",
						"If it is an outbox that is of no more use, move it away; the next start makes a new one.");
			}
			return salvage.complete(prepared);
		}
		catch (IOException ex) {
			throw unreadable(file, ex);
		}
	}

	private static RobustKafkaStartException unreadable(Path file, IOException failure) {
		return new RobustKafkaStartException("The outbox '" + file + "' cannot be read or written: " + failure + ".",
				"Make sure that this user may read and write the file and its directory, and check the disk.", failure);
	}

}
