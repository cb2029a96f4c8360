package io.github.robustkafka.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.locks.ReentrantLock;

import io.github.robustkafka.inbox.RecordIdentity;
import org.jspecify.annotations.Nullable;

/**
 * The one connection that all threads ask an inbox through, one after the other. Each
 * question is a walk down one tree, and ends before the next begins. An entry whose
 * checksum does not fit is none.
 */
final class InboxReader implements HighestEntries.Source, AutoCloseable {

	static final String FIND_ID = "SELECT checksum FROM inbox WHERE listener = ? AND record_id = ? AND expires_at > ?";

	static final String FIND_PLACES = """
			SELECT places FROM inbox_places
			WHERE listener = ? AND topic = ? AND partition = ? AND block = ? AND expires_at > ?""";

	static final String HIGHEST_BLOCK = """
			SELECT max(block) FROM inbox_places WHERE listener = ? AND topic = ? AND partition = ?""";

	static final String HIGHEST_ID = """
			SELECT max(record_id) FROM inbox WHERE listener = ? AND record_id > ? AND record_id < ?""";

	private final Connection connection;

	private final PreparedStatement findId;

	private final PreparedStatement findPlaces;

	private final ReentrantLock lock = new ReentrantLock();

	private boolean closed;

	/**
	 * A statement that failed is of no more use, and says something else the next time.
	 */
	private @Nullable SQLException failure;

	InboxReader(Connection connection) throws SQLException {
		this.connection = connection;
		this.findId = connection.prepareStatement(FIND_ID);
		this.findPlaces = connection.prepareStatement(FIND_PLACES);
	}

	/**
	 * Whether there is an entry that has not expired; false after the inbox was closed.
	 */
	boolean contains(String listener, RecordIdentity identity, long now) throws SQLException {
		Boolean found = ask(() -> (identity instanceof RecordIdentity.Place place) ? find(listener, place, now)
				: find(listener, identity, now));
		return Boolean.TRUE.equals(found);
	}

	private boolean find(String listener, RecordIdentity id, long now) throws SQLException {
		this.findId.setString(1, listener);
		this.findId.setString(2, id.toString());
		this.findId.setLong(3, now);
		try (ResultSet row = this.findId.executeQuery()) {
			return row.next() && (row.getInt(1) == InboxChecksum.of(listener, id) || row.wasNull());
		}
	}

	private boolean find(String listener, RecordIdentity.Place place, long now) throws SQLException {
		PlaceBlock block = PlaceBlock.of(listener, place);
		this.findPlaces.setString(1, block.listener());
		this.findPlaces.setString(2, block.topic());
		this.findPlaces.setInt(3, block.partition());
		this.findPlaces.setLong(4, block.number());
		this.findPlaces.setLong(5, now);
		try (ResultSet row = this.findPlaces.executeQuery()) {
			return row.next() && PlaceBlock.contains(row.getBytes(1), listener, place);
		}
	}

	@Override
	public long highestOffset(HighestEntries.Line line) throws SQLException {
		Long block = ask(() -> {
			try (PreparedStatement query = this.connection.prepareStatement(HIGHEST_BLOCK)) {
				query.setString(1, line.listener());
				query.setString(2, line.topic());
				query.setInt(3, line.partition());
				return InboxEntries.number(query);
			}
		});
		return (block != null) ? PlaceBlock.lastOffset(block) : -1;
	}

	@Override
	public String highestId(HighestEntries.Line line) throws SQLException {
		String highest = ask(() -> {
			try (PreparedStatement query = this.connection.prepareStatement(HIGHEST_ID)) {
				// All that begins with the topic and a slash, which comes before a zero.
				query.setString(1, line.listener());
				query.setString(2, line.topic() + "/");
				query.setString(3, line.topic() + "0");
				try (ResultSet row = query.executeQuery()) {
					return row.next() ? row.getString(1) : null;
				}
			}
		});
		return (highest != null) ? highest.substring(line.topic().length() + 1) : "";
	}

	/**
	 * Asks one after the other.
	 * @return the answer, or null after the inbox was closed
	 */
	private <T> @Nullable T ask(Question<T> question) throws SQLException {
		this.lock.lock();
		try {
			if (this.closed) {
				return null;
			}
			if (this.failure != null) {
				throw this.failure;
			}
			return question.answer();
		}
		catch (SQLException ex) {
			this.failure = ex;
			throw ex;
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void close() throws SQLException {
		this.lock.lock();
		try {
			this.closed = true;
			this.connection.close();
		}
		finally {
			this.lock.unlock();
		}
	}

	private interface Question<T> {

		@Nullable T answer() throws SQLException;

	}

}
