package io.github.robustkafka.sqlite;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

import io.github.robustkafka.RobustKafkaStartException;
import io.github.robustkafka.inbox.InboxDamagedException;
import io.github.robustkafka.inbox.InboxEntry;
import io.github.robustkafka.inbox.InboxSize;
import io.github.robustkafka.inbox.InboxStore;
import io.github.robustkafka.inbox.InboxStoreException;
import io.github.robustkafka.inbox.RecordIdentity;
import io.github.robustkafka.outbox.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * The inbox in one SQLite file, owned by this store until it is closed.
 * <p>
 * Durability: a commit that returned survives the death of the process. It does not wait
 * for the disk ({@code synchronous=NORMAL}), so a loss of power may forget the last
 * commits; that costs duplicates, never a record. Ownership: a lock on a file beside it,
 * {@code <file>.lock}; a second owner is refused. Other programs may read the file at any
 * time ({@code sqlite3 -readonly}). Damage: a file that is damaged, or is no database, is
 * moved aside ({@code <file>.damaged-<time>}) with one line in the log. Cost: reading,
 * adding and deleting an entry each walk down one or two trees; opening does not depend
 * on how many entries there are.
 * <p>
 * The file has a row for each record with an id in the table {@code inbox}: <pre>
 * listener    TEXT     id of the listener
 * record_id   TEXT     main topic, slash, id of the record; with the listener the primary key
 * expires_at  INTEGER  until when it is remembered, in milliseconds since the epoch
 * checksum    INTEGER  CRC-32C over listener and record id, see InboxChecksum
 * </pre> Records without an id are known by the place they were sent to. In
 * {@code inbox_places} a row stands for those of 256 neighbouring offsets: <pre>
 * listener    TEXT     id of the listener
 * topic       TEXT     the main topic
 * partition   INTEGER  its partition
 * block       INTEGER  the offset divided by 256
 * expires_at  INTEGER  until when all of them are remembered, in milliseconds since the epoch
 * places      BLOB     for each record 13 bytes: offset modulo 256, timestamp, checksum
 * </pre> {@code inbox_entries} has the number of records,
 * {@code robust_kafka_schema_history} is Flyway's, {@code PRAGMA user_version} is the
 * version of the schema.
 */
public final class SqliteInboxStore implements InboxStore {

	private static final DatabaseKind KIND = DatabaseKind.INBOX;

	private final SqliteDatabase database;

	private final Clock clock;

	private final InboxSession session;

	private final InboxReader reader;

	private final HighestEntries highest;

	private volatile @Nullable Throwable damage;

	private boolean closed;

	private SqliteInboxStore(SqliteDatabase database, Clock clock) throws SQLException {
		this.database = database;
		this.clock = clock;
		Connection writing = database.openWriter();
		try {
			this.session = new InboxSession(database, writing);
			this.reader = openReader(database);
			this.highest = new HighestEntries(this.reader);
		}
		catch (SQLException | RuntimeException ex) {
			SqliteDatabase.closeQuietly(writing, ex);
			throw ex;
		}
	}

	private static InboxReader openReader(SqliteDatabase database) throws SQLException {
		Connection reading = database.openReader();
		try {
			InboxReader reader = new InboxReader(reading);
			reader.contains("", new RecordIdentity.Id("", ""), 0);
			reader.contains("", new RecordIdentity.Place("", 0, 0, 0), 0);
			return reader;
		}
		catch (SQLException ex) {
			SqliteDatabase.closeQuietly(reading, ex);
			throw ex;
		}
	}

	/**
	 * Opens the file, and makes it if it does not exist or is damaged.
	 * @param path where the file is or is to be
	 * @param maxSize how many bytes it may use; the store does not enforce it, it only
	 * keeps its write-ahead log and its free pages small beside it
	 * @param clock tells the time of damage
	 * @return the store, to be closed
	 * @throws InboxStoreException if the file is owned by another store, is a database of
	 * something else, is of a later version, or cannot be read and written
	 */
	public static SqliteInboxStore open(Path path, long maxSize, Clock clock) {
		try {
			SqliteDatabase database = SqliteDatabase.own(KIND,
					new SqliteSettings(path, Durability.PROCESS_CRASH, Duration.ZERO, maxSize));
			return open(database, clock);
		}
		catch (RobustKafkaStartException ex) {
			throw new InboxStoreException(String.valueOf(ex.getMessage()), ex.action(), ex);
		}
	}

	private static SqliteInboxStore open(SqliteDatabase database, Clock clock) {
		try {
			return openOrBeginAnew(database, clock);
		}
		catch (SQLException ex) {
			database.close();
			RobustKafkaStartException reason = SqliteFailures.duringOpen(KIND, database.path(), ex);
			throw new InboxStoreException(String.valueOf(reason.getMessage()), reason.action(), ex);
		}
		catch (RuntimeException | Error ex) {
			database.close();
			throw ex;
		}
	}

	private static SqliteInboxStore openOrBeginAnew(SqliteDatabase database, Clock clock) throws SQLException {
		try {
			return new SqliteInboxStore(database, clock);
		}
		catch (SQLException | RobustKafkaStartException ex) {
			if (!isDamage(ex)) {
				throw ex;
			}
			moveAside(database, clock, ex);
			return new SqliteInboxStore(database.renewed(), clock);
		}
	}

	private static void moveAside(SqliteDatabase database, Clock clock, Throwable damage) {
		try {
			DamagedFile.moveAside(database.path(), clock, damage);
		}
		catch (IOException ex) {
			ex.addSuppressed(damage);
			throw new InboxStoreException(
					"The inbox '" + database.path() + "' is damaged and cannot be moved aside: " + ex + ".",
					"Move it away by hand, and make sure that this user may write to its directory.", ex);
		}
	}

	/**
	 * Flyway hides what SQLite said among its causes.
	 */
	private static boolean isDamage(@Nullable Throwable failure) {
		return failure != null && ((failure instanceof SQLException sql && SqliteFailures.isDamagedOrForeign(sql))
				|| isDamage(failure.getCause()));
	}

	@Override
	public boolean contains(String listener, RecordIdentity identity, long now) {
		return doing("Looking for an entry",
				() -> !this.highest.isBeyond(listener, identity) && this.reader.contains(listener, identity, now));
	}

	@Override
	public void commit(List<InboxEntry> entries) {
		doing("Adding entries", () -> {
			this.session.commit(entries);
			this.highest.committed(entries);
			return true;
		});
	}

	@Override
	public boolean purge(long now, int limit) {
		requireSameFile();
		return doing("Deleting expired entries", () -> this.session.purge(now, limit) | this.session.shrink());
	}

	/**
	 * A file that somebody removed would be written to until the end, and then be gone.
	 */
	private void requireSameFile() {
		try {
			this.database.file().requireSame();
		}
		catch (StoreException ex) {
			throw new InboxStoreException(
					"The inbox '" + this.database.path() + "' was removed or replaced while it was open.",
					"What is there now is used, or a new file begun. Leave it alone while it is in use.", ex);
		}
	}

	@Override
	public @Nullable Long deleteFirst(int limit) {
		return doing("Deleting entries to make room", () -> this.session.deleteFirst(limit)).last();
	}

	private <T> T doing(String work, Transaction.Work<T> doing) {
		try {
			return doing.run();
		}
		catch (SQLException ex) {
			String message = work + " in the inbox '" + this.database.path() + "' failed: "
					+ SqliteFailures.describe(ex) + ".";
			if (isDamage(ex)) {
				this.damage = ex;
				throw new InboxDamagedException(message, ex);
			}
			throw new InboxStoreException(message, SqliteFailures.remedy(KIND, ex), ex);
		}
	}

	@Override
	public InboxSize size() {
		return this.session.size();
	}

	@Override
	public void close() {
		if (this.closed) {
			return;
		}
		this.closed = true;
		try (SqliteDatabase owned = this.database) {
			closeConnections();
			Throwable found = this.damage;
			if (found != null) {
				moveAside(owned, this.clock, found);
			}
		}
	}

	/**
	 * Whatever they say: nothing that was committed is lost by it.
	 */
	private void closeConnections() {
		Exception reason = new IllegalStateException("closing");
		SqliteDatabase.closeQuietly(this.reader, reason);
		SqliteDatabase.closeQuietly(this.session, reason);
	}

}
