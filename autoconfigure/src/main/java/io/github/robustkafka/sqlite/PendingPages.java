package io.github.robustkafka.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.github.robustkafka.outbox.PendingPage;
import io.github.robustkafka.outbox.PendingQuery;
import io.github.robustkafka.outbox.PendingRecord;
import io.github.robustkafka.outbox.RecordState;

/**
 * Reads pending records back, and believes none that it has not checked. An index says
 * where they are; what they are comes from their rows alone.
 */
final class PendingPages {

	private static final String POSITIONS = """
			SELECT position FROM outbox INDEXED BY outbox_pending
			WHERE state = 'pending' AND topic = ?1 AND position > ?2 AND position <= ?3
				AND (?4 IS NULL OR partition = ?4)
			ORDER BY position LIMIT ?5""";

	/**
	 * The left join also shows positions whose row is gone.
	 */
	static final String PAGE = "SELECT " + OutboxRow.COLUMNS + ", p.position FROM (" + POSITIONS
			+ ") AS p LEFT JOIN outbox AS r ON r.position = p.position ORDER BY p.position";

	/**
	 * Answered from the index alone, which still has the record id of a row that cannot
	 * be read. Takes as long as the index is large.
	 */
	private static final String RECORD_IDS = """
			SELECT position, record_id FROM outbox INDEXED BY outbox_record_id WHERE position BETWEEN ? AND ?""";

	private static final int STATE_COLUMN = 2;

	private static final int POSITION_COLUMN = 13;

	private final Damage damage;

	PendingPages(Damage damage) {
		this.damage = damage;
	}

	/**
	 * Reads a page; if SQLite cannot read one of its rows, row by row.
	 */
	PendingPage read(Connection connection, PendingQuery query) throws SQLException {
		PendingPage page = readPage(connection, query);
		return page.corrupt().isEmpty() ? page : new PendingPage(page.records(), page.corrupt(),
				findRecordIds(connection, page.corrupt()), page.lastPosition(), page.more());
	}

	private static Map<Long, UUID> findRecordIds(Connection connection, List<Long> positions) {
		Map<Long, UUID> found = new HashMap<>();
		try (PreparedStatement statement = connection.prepareStatement(RECORD_IDS)) {
			statement.setLong(1, positions.get(0));
			statement.setLong(2, positions.get(positions.size() - 1));
			try (ResultSet rows = statement.executeQuery()) {
				while (rows.next()) {
					found.put(rows.getLong(1), OutboxRow.toUuid(rows.getBytes(2)));
				}
			}
		}
		catch (SQLException ex) {
			// The index is damaged as well; what it told until then may help.
		}
		found.keySet().retainAll(positions);
		return found;
	}

	private PendingPage readPage(Connection connection, PendingQuery query) throws SQLException {
		try {
			return readTogether(connection, query);
		}
		catch (SQLException ex) {
			SqliteFailures.requireDamage(ex);
			return readOneByOne(connection, query);
		}
	}

	private PendingPage readTogether(Connection connection, PendingQuery query) throws SQLException {
		Page page = new Page(query);
		try (PreparedStatement statement = prepare(connection, PAGE, query);
				ResultSet rows = statement.executeQuery()) {
			while (page.hasRoom() && rows.next()) {
				add(rows, page);
			}
		}
		return page.build();
	}

	/**
	 * A statement that met a damaged page is of no more use, so each row has its own.
	 */
	private PendingPage readOneByOne(Connection connection, PendingQuery query) throws SQLException {
		Page page = new Page(query);
		for (long position : positions(connection, query)) {
			if (!page.hasRoom()) {
				break;
			}
			readOne(connection, new PendingQuery(query.topic(), query.partition(), position - 1, position, 1, 1), page);
		}
		return page.build();
	}

	private List<Long> positions(Connection connection, PendingQuery query) throws SQLException {
		List<Long> positions = new ArrayList<>();
		try (PreparedStatement statement = prepare(connection, POSITIONS, query);
				ResultSet rows = statement.executeQuery()) {
			while (rows.next()) {
				positions.add(rows.getLong(1));
			}
		}
		return positions;
	}

	private void readOne(Connection connection, PendingQuery query, Page page) throws SQLException {
		try (PreparedStatement statement = prepare(connection, PAGE, query);
				ResultSet rows = statement.executeQuery()) {
			if (rows.next()) {
				add(rows, page);
			}
		}
		catch (SQLException ex) {
			SqliteFailures.requireDamage(ex);
			addUnreadable(query.lastPosition(), page);
		}
	}

	private void add(ResultSet rows, Page page) throws SQLException {
		long position = rows.getLong(POSITION_COLUMN);
		if (this.damage.isUntouchable(position)) {
			page.skip(position);
			return;
		}
		if (!RecordState.PENDING.word().equals(rows.getString(STATE_COLUMN))) {
			this.damage.foundInIndexes(position);
			page.addCorrupt(position);
			return;
		}
		PendingRecord record = OutboxRow.read(rows);
		if (record == null) {
			page.addCorrupt(position);
		}
		else if (record.topic().equals(page.query.topic())) {
			page.add(record);
		}
		else {
			// Found under its own topic as soon as the index is built anew.
			this.damage.foundInIndexes(position);
			page.skip(position);
		}
	}

	/**
	 * Told to the reader once, as nothing can be done about such a row.
	 */
	private void addUnreadable(long position, Page page) {
		boolean told = this.damage.isUntouchable(position);
		this.damage.foundUntouchable(position);
		if (told) {
			page.skip(position);
		}
		else {
			page.addCorrupt(position);
		}
	}

	private static PreparedStatement prepare(Connection connection, String sql, PendingQuery query)
			throws SQLException {
		PreparedStatement statement = connection.prepareStatement(sql);
		statement.setString(1, query.topic());
		statement.setLong(2, query.afterPosition());
		statement.setLong(3, query.lastPosition());
		statement.setObject(4, query.partition());
		statement.setInt(5, query.maxRecords());
		return statement;
	}

	/**
	 * A page being filled.
	 */
	private static final class Page {

		private final PendingQuery query;

		private final List<PendingRecord> records = new ArrayList<>();

		private final List<Long> corrupt = new ArrayList<>();

		private long lastPosition;

		private int rows;

		private long bytes;

		Page(PendingQuery query) {
			this.query = query;
			this.lastPosition = query.afterPosition();
		}

		boolean hasRoom() {
			return this.rows < this.query.maxRecords() && this.bytes < this.query.maxBytes();
		}

		void add(PendingRecord record) {
			this.records.add(record);
			this.bytes += record.size();
			skip(record.position());
		}

		void addCorrupt(long position) {
			this.corrupt.add(position);
			skip(position);
		}

		void skip(long position) {
			this.rows++;
			this.lastPosition = position;
		}

		PendingPage build() {
			return new PendingPage(this.records, this.corrupt, this.lastPosition, !hasRoom());
		}

	}

}
