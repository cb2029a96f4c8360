package io.github.robustkafka.sqlite;

import java.nio.file.Path;
import java.sql.SQLException;

import io.github.robustkafka.RobustKafkaStartException;
import io.github.robustkafka.outbox.StoreException;
import io.github.robustkafka.outbox.StoreFullException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Says in the outbox's words what SQLite says in codes.
 */
final class SqliteFailures {

	private SqliteFailures() {
	}

	/**
	 * The exception for work that failed.
	 * @param work what was being done, in the form "Reading failed records"
	 * @param file the database file
	 * @param failure what SQLite said
	 * @param next what happens next, a sentence
	 * @return the exception to throw
	 */
	static StoreException duringWork(String work, Path file, SQLException failure, String next) {
		String message = work + " in '" + file + "' failed: " + describe(failure) + ". " + next;
		if (failure.getErrorCode() == SQLiteErrorCode.SQLITE_FULL.code) {
			return new StoreFullException(message, failure);
		}
		return new StoreException(message, failure);
	}

	/**
	 * The exception for a file that could not be opened.
	 * @param file the database file
	 * @param failure what SQLite said
	 * @return the exception to throw
	 */
	static RobustKafkaStartException duringOpen(Path file, SQLException failure) {
		String message = "The outbox '" + file + "' cannot be opened: " + describe(failure) + ".";
		return new RobustKafkaStartException(message, remedy(failure), failure);
	}

	/**
	 * Whether a page of the file is damaged.
	 */
	static boolean isDamage(SQLException failure) {
		return failure.getErrorCode() == SQLiteErrorCode.SQLITE_CORRUPT.code;
	}

	private static String describe(SQLException failure) {
		if (failure instanceof SQLiteException sqlite) {
			return sqlite.getResultCode().name() + " (" + sqlite.getResultCode().message + ")";
		}
		return String.valueOf(failure.getMessage());
	}

	private static String remedy(SQLException failure) {
		return switch (SQLiteErrorCode.getErrorCode(failure.getErrorCode())) {
			case SQLITE_NOTADB -> "Set 'robust.kafka.outbox.path' to a file that is an outbox or does not exist yet.";
			case SQLITE_CORRUPT, SQLITE_ERROR ->
				"Keep a copy of the file with its '-wal' beside it, move both away, and start with "
						+ "a new outbox; 'sqlite3 <file> .recover' reads what is left in the old one.";
			case SQLITE_BUSY, SQLITE_LOCKED -> "Close the program that has the file open for writing (a 'sqlite3' "
					+ "without '-readonly', a backup tool), then start again.";
			case SQLITE_FULL -> "Make room on the disk, then start again.";
			default -> "Make sure that this user may read and write the file, its directory, and the files "
					+ "'-wal' and '-shm' beside it, or set 'robust.kafka.outbox.path' to another place.";
		};
	}

}
