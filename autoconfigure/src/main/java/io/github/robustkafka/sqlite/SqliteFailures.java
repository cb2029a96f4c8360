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
	 * @param kind what the file is for
	 * @param file the database file
	 * @param failure what SQLite said
	 * @return the exception to throw
	 */
	static RobustKafkaStartException duringOpen(DatabaseKind kind, Path file, SQLException failure) {
		String message = "The " + kind.word() + " '" + file + "' cannot be opened: " + describe(failure) + ".";
		return new RobustKafkaStartException(message, remedy(kind, failure), failure);
	}

	/**
	 * Whether a page of the file is damaged.
	 */
	static boolean isDamage(SQLException failure) {
		return failure.getErrorCode() == SQLiteErrorCode.SQLITE_CORRUPT.code;
	}

	/**
	 * For those who can go on with a damaged file, and with no other failure.
	 * @throws SQLException the failure, unless a page of the file is damaged
	 */
	static void requireDamage(SQLException failure) throws SQLException {
		if (!isDamage(failure)) {
			throw failure;
		}
	}

	/**
	 * Whether what is in the file stands in the way: damage, or a row that should not be
	 * there.
	 */
	static boolean isOfContent(SQLException failure) {
		return isDamage(failure) || failure.getErrorCode() == SQLiteErrorCode.SQLITE_CONSTRAINT.code;
	}

	/**
	 * Whether a page of the file is damaged, or the file is no database at all.
	 */
	static boolean isDamagedOrForeign(SQLException failure) {
		return isDamage(failure) || failure.getErrorCode() == SQLiteErrorCode.SQLITE_NOTADB.code;
	}

	/**
	 * Whether a statement does not fit the tables of the file.
	 */
	static boolean isWithoutTables(SQLException failure) {
		return failure.getErrorCode() == SQLiteErrorCode.SQLITE_ERROR.code;
	}

	/**
	 * What SQLite said, in its words.
	 */
	static String describe(SQLException failure) {
		if (failure instanceof SQLiteException sqlite) {
			return sqlite.getResultCode().name() + " (" + sqlite.getResultCode().message + ")";
		}
		return String.valueOf(failure.getMessage());
	}

	/**
	 * What to do about a failure.
	 */
	static String remedy(DatabaseKind kind, SQLException failure) {
		return switch (SQLiteErrorCode.getErrorCode(failure.getErrorCode())) {
			case SQLITE_NOTADB ->
				"Set '" + kind.pathKey() + "' to a file that is an " + kind.word() + " or does not exist yet.";
			case SQLITE_CORRUPT, SQLITE_ERROR ->
				"Keep a copy of the file with its '-wal' beside it, move both away, and start with " + "a new "
						+ kind.word() + "; 'sqlite3 <file> .recover' reads what is left in the old one.";
			case SQLITE_BUSY, SQLITE_LOCKED -> "Close the program that has the file open for writing (a 'sqlite3' "
					+ "without '-readonly', a backup tool)" + again(kind);
			case SQLITE_FULL -> "Make room on the disk" + again(kind);
			default -> "Make sure that this user may read and write the file, its directory, and the files "
					+ "'-wal' and '-shm' beside it, or set '" + kind.pathKey() + "' to another place.";
		};
	}

	/**
	 * An outbox that cannot be opened keeps the application from starting, an inbox is
	 * tried again by itself.
	 */
	private static String again(DatabaseKind kind) {
		return (kind == DatabaseKind.OUTBOX) ? ", then start again." : ".";
	}

}
