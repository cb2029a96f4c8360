package io.github.robustkafka.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.github.robustkafka.RobustKafkaStartException;
import io.github.robustkafka.outbox.CommitResult;
import io.github.robustkafka.outbox.FailedRecord;
import io.github.robustkafka.outbox.OutboxRecord;
import io.github.robustkafka.outbox.OutboxStore;
import io.github.robustkafka.outbox.PendingPage;
import io.github.robustkafka.outbox.PendingQuery;
import io.github.robustkafka.outbox.PendingRecord;
import io.github.robustkafka.outbox.StoreException;
import io.github.robustkafka.outbox.StoreSize;
import io.github.robustkafka.outbox.StoredRecord;
import io.github.robustkafka.outbox.TopicBacklog;
import io.github.robustkafka.outbox.WriteBatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The outbox in one SQLite file, owned by this store until it is closed.
 * <p>
 * Durability: a commit that returned survives what {@link Durability} says. Ownership: a
 * lock on a file beside it, {@code <file>.lock}; a second owner is refused. Other
 * programs may read the file at any time ({@code sqlite3 -readonly}). Failure: after any
 * error of the writer's connection the store is fenced, and refuses to write until
 * {@link #recover} has opened the file anew. Cost: a commit is one sync of the
 * write-ahead log; nothing but counting depends on how many rows there are. On a full
 * disk {@link DiskReserve} leaves room for acknowledging and purging.
 * <p>
 * The file has a row for each record in the table {@code outbox}: <pre>
 * position                INTEGER  primary key, the order of the records; never used twice
 * state                   TEXT     'pending', 'acknowledged' or 'failed'
 * size                    INTEGER  estimated bytes of the record
 * checksum                INTEGER  CRC-32C over all that is sent, see OutboxRecord.checksum()
 * timestamp               INTEGER  time of the send, goes to Kafka as the record's timestamp
 * appended_at             INTEGER  when it was appended, or retried last: since then it is or was pending
 * acknowledged_at         INTEGER  when the broker acknowledged it, or NULL
 * acknowledged_partition  INTEGER  partition it went to, or NULL
 * acknowledged_offset     INTEGER  offset it has there, -1 if not told, or NULL
 * failed_at               INTEGER  when it failed, or NULL
 * partition               INTEGER  partition asked for, or NULL
 * record_id               BLOB     the record id, 16 bytes, most significant first; unique
 * topic                   TEXT     name of the topic
 * reason                  TEXT     why it failed, or NULL
 * context                 TEXT     what the sender said with it, or NULL; never sent
 * headers                 BLOB     headers as OutboxHeaders encodes them, NULL for none
 * key                     BLOB     serialized key, or NULL
 * value                   BLOB     serialized value, or NULL
 * </pre> All times are milliseconds since the epoch. {@code outbox_highest_position}
 * keeps the highest position where its row was deleted,
 * {@code robust_kafka_schema_history} is Flyway's, {@code PRAGMA user_version} is the
 * version of the schema. A row whose content does not fit its checksum is never returned
 * as a record.
 */
public final class SqliteOutboxStore implements OutboxStore {

	private static final Logger logger = LoggerFactory.getLogger(SqliteOutboxStore.class);

	private final SqliteDatabase database;

	private final Damage damage;

	private final OutboxQueries queries;

	private final PendingPages pendingPages;

	private final SharedReader reader;

	private final Blocks blocks = new Blocks();

	private final DiskReserve reserve;

	private volatile WriteSession session;

	/**
	 * Whether the session met an error, and which.
	 */
	private @Nullable Throwable fencedBy;

	private boolean closed;

	private SqliteOutboxStore(SqliteDatabase database, @Nullable SalvageReport salvaged) throws SQLException {
		this.database = database;
		this.damage = new Damage(database.path(), salvaged);
		this.queries = new OutboxQueries(this.damage);
		this.pendingPages = new PendingPages(this.damage);
		this.reader = new SharedReader(database, this.damage);
		this.reserve = new DiskReserve(database.path(), database.settings());
		this.session = openFirst();
	}

	/**
	 * Opens the file, and makes it if it does not exist. All that can be read afterwards
	 * is durable, also if the last owner died between writing and syncing.
	 * @param settings which file, and how to keep it
	 * @return the store, to be closed
	 * @throws RobustKafkaStartException if the file is owned by another store, is not an
	 * outbox, is of a later version, is damaged and shall not be salvaged, or cannot be
	 * kept as asked
	 */
	public static SqliteOutboxStore open(SqliteSettings settings) {
		return new OutboxOpening(settings, SqliteOutboxStore::new).open();
	}

	/**
	 * A disk that is full already must not keep an outbox from being emptied.
	 */
	private WriteSession openFirst() throws SQLException {
		try {
			return openSession(false);
		}
		catch (SQLException ex) {
			if (!this.reserve.isNeededAfter(ex)) {
				throw ex;
			}
			this.reserve.giveUp();
			return openSession(false);
		}
	}

	private WriteSession openSession(boolean recovering) throws SQLException {
		WalCheck.require(path(), this.database.settings().durability());
		Connection connection = this.database.openWriter();
		try {
			makeDurable(connection, recovering);
			return new WriteSession(this.database, connection, this.damage, this.blocks, !recovering);
		}
		catch (SQLException | RuntimeException ex) {
			SqliteDatabase.closeQuietly(connection, ex);
			throw ex;
		}
	}

	/**
	 * What can be read now may only be in the operating system's memory: written by an
	 * owner that died before it synced, or by a sync that failed. Copying it all is the
	 * cure for both. If a reader of another program keeps us from that at start, a commit
	 * is the cure for the first.
	 */
	private void makeDurable(Connection connection, boolean recovering) throws SQLException {
		if (isCopied(connection, recovering)) {
			return;
		}
		if (recovering) {
			throw new StoreException("The write-ahead log of the outbox '" + path() + "' cannot be copied because "
					+ "another program reads the file. Close it; the next recovery tries again.", null);
		}
		SqliteDatabase.execute(connection, "UPDATE outbox_highest_position SET position = position");
	}

	/**
	 * A commit that found the disk full left nothing, and what was committed before is
	 * synced: so the log may stay when there is no room to copy it.
	 */
	private boolean isCopied(Connection connection, boolean recovering) throws SQLException {
		try {
			return SqliteDatabase.checkpoint(connection);
		}
		catch (SQLException ex) {
			if (recovering && DiskReserve.isFull(ex) && this.fencedBy instanceof SQLException cause
					&& DiskReserve.isFull(cause)) {
				return true;
			}
			throw ex;
		}
	}

	@Override
	public CommitResult commit(WriteBatch batch) {
		return write("Committing changes", "Whether they were committed shows when the outbox was recovered.",
				(session) -> session.commit(batch, !this.reserve.isGivenUp()));
	}

	@Override
	public void recover() {
		requireOpen();
		try {
			this.reader.whileClosed(this::reopen);
			this.fencedBy = null;
		}
		catch (SQLException ex) {
			throw SqliteFailures.duringWork("Opening the outbox anew", path(), ex, "It will be tried again.");
		}
		catch (RobustKafkaStartException ex) {
			throw new StoreException(ex.getMessage() + " " + ex.action(), ex);
		}
	}

	private void reopen() throws SQLException {
		WriteSession broken = this.session;
		closeBroken(broken);
		if (this.fencedBy != null && this.reserve.isNeededAfter(this.fencedBy)) {
			this.reserve.giveUp();
		}
		this.database.file().requireSame();
		WriteSession opened = openSession(true);
		try {
			if (this.fencedBy instanceof SQLException ex && SqliteFailures.isDamage(ex)) {
				opened.repair(broken.suspects());
			}
		}
		catch (SQLException ex) {
			SqliteDatabase.closeQuietly(opened, ex);
			throw ex;
		}
		this.session = opened;
	}

	private static void closeBroken(WriteSession session) {
		try {
			session.close();
		}
		catch (SQLException ex) {
			// It is of no more use.
		}
	}

	@Override
	public List<Long> findAppended(long firstPosition, long lastPosition) {
		return write("Looking for appended records", "The outbox has to be recovered.",
				(session) -> session.findAppended(firstPosition, lastPosition));
	}

	@Override
	public @Nullable StoredRecord findByRecordId(UUID recordId) {
		return write("Looking for a record id", "The outbox has to be recovered.",
				(session) -> session.findByRecordId(recordId))
			.orElse(null);
	}

	@Override
	public boolean maintain(long now) {
		return write("Housekeeping", "The outbox has to be recovered; nothing that is pending was touched.",
				(session) -> session.maintain(now, !this.reserve.isGivenUp()) | this.reserve.fill());
	}

	private <T> T write(String work, String next, Writing<T> writing) {
		requireUsable();
		try {
			return writing.with(this.session);
		}
		catch (SQLException ex) {
			this.fencedBy = ex;
			throw SqliteFailures.duringWork(work, path(), ex, next);
		}
		catch (RuntimeException | Error ex) {
			this.fencedBy = ex;
			throw ex;
		}
	}

	private void requireUsable() {
		requireOpen();
		if (this.fencedBy != null) {
			throw new StoreException("The outbox '" + path() + "' has to be recovered before it is used again.",
					this.fencedBy);
		}
	}

	private void requireOpen() {
		if (this.closed) {
			throw new StoreException("The outbox '" + path() + "' is closed.", null);
		}
	}

	@Override
	public long lastPosition() {
		return this.session.highestPosition();
	}

	@Override
	public StoreSize size() {
		return this.session.size().onFullDisk(this.reserve.isGivenUp());
	}

	@Override
	public @Nullable String damage() {
		return this.damage.describe();
	}

	@Override
	public List<TopicBacklog> findPendingTopics(long afterPosition) {
		Map<String, TopicBacklog> topics = this.blocks.findPendingTopics(afterPosition);
		for (TopicBacklog topic : this.reader.read("Looking for topics with pending records",
				(connection) -> this.queries.findPendingTopics(connection, afterPosition))) {
			topics.merge(topic.topic(), topic,
					(one, other) -> (one.oldestPosition() < other.oldestPosition()) ? one : other);
		}
		return List.copyOf(topics.values());
	}

	@Override
	public PendingPage findPending(PendingQuery query) {
		long last = Math.max(lastPosition(), query.afterPosition());
		long added = this.blocks.added();
		List<PendingRecord> inBlocks = this.blocks.findPending(query);
		PendingPage rows = this.reader.read("Reading pending records",
				(connection) -> this.pendingPages.read(connection, query));
		PendingPage page = inBlocks.isEmpty() ? rows : new MergedPage(query, inBlocks, rows).merge();
		// A block that came meanwhile may be missing, and no row behind it is to be seen
		// before.
		return (this.blocks.added() == added) ? page : page.upTo(last);
	}

	@Override
	public long countPending() {
		return this.blocks.countPending() + this.reader.read("Counting pending records", this.queries::countPending);
	}

	@Override
	public long countFailed() {
		return this.blocks.countFailed() + this.reader.read("Counting failed records", this.queries::countFailed);
	}

	@Override
	public List<FailedRecord> findFailed(long afterPosition, int limit) {
		return this.reader.read("Reading failed records",
				(connection) -> this.queries.findFailed(connection, afterPosition, limit));
	}

	@Override
	public @Nullable FailedRecord findFailed(UUID recordId) {
		return this.reader
			.read("Looking for a failed record", (connection) -> this.queries.findFailed(connection, recordId))
			.orElse(null);
	}

	@Override
	public @Nullable OutboxRecord readFailed(long position) {
		return this.reader
			.read("Reading a failed record", (connection) -> this.queries.readFailed(connection, position))
			.orElse(null);
	}

	@Override
	public void close() {
		if (this.closed) {
			return;
		}
		this.closed = true;
		this.reader.close();
		unpackAll();
		try {
			this.session.close();
		}
		catch (SQLException ex) {
			logger.warn("The outbox '{}' was not closed in good order; nothing that was committed is lost", path(), ex);
		}
		finally {
			this.database.close();
		}
	}

	private void unpackAll() {
		try {
			if (this.fencedBy == null && !this.reserve.isGivenUp()) {
				this.session.unpackAll(System.currentTimeMillis());
			}
		}
		catch (SQLException | RuntimeException ex) {
			logger.debug("The blocks of the outbox '{}' stay until the next start", path(), ex);
		}
	}

	private Path path() {
		return this.database.path();
	}

	/**
	 * Something done with the writer's session.
	 *
	 * @param <T> what comes out of it
	 */
	private interface Writing<T> {

		T with(WriteSession session) throws SQLException;

	}

}
