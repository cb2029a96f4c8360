package io.github.robustkafka.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.robustkafka.inbox.InboxEntry;
import io.github.robustkafka.inbox.RecordIdentity;
import org.jspecify.annotations.Nullable;

/**
 * Entries of records without an id: one row for each {@link PlaceBlock}, which is
 * remembered as long as the entry in it that expires last.
 */
final class InboxPlaces implements InboxEntries {

	private static final String INSERT = """
			INSERT INTO inbox_places (listener, topic, partition, block, expires_at, places)
			VALUES (?, ?, ?, ?, ?, ?)
			ON CONFLICT (listener, topic, partition, block) DO UPDATE SET
				expires_at = max(expires_at, excluded.expires_at),
				places = CAST(places || excluded.places AS BLOB)""";

	static final String DELETE_FIRST = """
			DELETE FROM inbox_places WHERE id IN (
				SELECT id FROM inbox_places INDEXED BY inbox_places_expires_at
				WHERE expires_at <= ? ORDER BY expires_at LIMIT ?)
			RETURNING expires_at, length(places) / %d""".formatted(PlaceBlock.ENTRY_BYTES);

	private final PreparedStatement insert;

	private final PreparedStatement deleteFirst;

	private final PreparedStatement firstExpiry;

	InboxPlaces(Connection connection) throws SQLException {
		this.insert = connection.prepareStatement(INSERT);
		this.deleteFirst = connection.prepareStatement(DELETE_FIRST);
		this.firstExpiry = connection.prepareStatement("SELECT min(expires_at) FROM inbox_places");
	}

	@Override
	public int insert(List<InboxEntry> entries) throws SQLException {
		Map<PlaceBlock, Rows> blocks = new LinkedHashMap<>();
		for (InboxEntry entry : entries) {
			if (entry.identity() instanceof RecordIdentity.Place place) {
				blocks.computeIfAbsent(PlaceBlock.of(entry.listener(), place), (absent) -> new Rows())
					.add(place, entry.expiresAt());
			}
		}
		int added = 0;
		for (Map.Entry<PlaceBlock, Rows> block : blocks.entrySet()) {
			insert(block.getKey(), block.getValue());
			added += block.getValue().places.size();
		}
		return added;
	}

	private void insert(PlaceBlock block, Rows rows) throws SQLException {
		this.insert.setString(1, block.listener());
		this.insert.setString(2, block.topic());
		this.insert.setInt(3, block.partition());
		this.insert.setLong(4, block.number());
		this.insert.setLong(5, rows.expiresAt);
		this.insert.setBytes(6, PlaceBlock.encode(block.listener(), rows.places));
		this.insert.executeUpdate();
	}

	@Override
	public @Nullable Long firstExpiry() throws SQLException {
		return InboxEntries.number(this.firstExpiry);
	}

	@Override
	public Deleted deleteFirst(long expiredAt, int limit) throws SQLException {
		Deleted all = delete(expiredAt, limit);
		Deleted some = all;
		while (some.count() > 0 && all.count() < limit) {
			some = delete(expiredAt, limit - all.count());
			all = all.and(some);
		}
		return all;
	}

	/** Deletes as many rows as the entries would fill. They may hold fewer. */
	private Deleted delete(long expiredAt, int entries) throws SQLException {
		return InboxEntries.delete(this.deleteFirst, expiredAt, Math.max(1, entries / PlaceBlock.OFFSETS));
	}

	/**
	 * What is added to one block.
	 */
	private static final class Rows {

		private final List<RecordIdentity.Place> places = new ArrayList<>();

		private long expiresAt = Long.MIN_VALUE;

		private void add(RecordIdentity.Place place, long expiry) {
			this.places.add(place);
			this.expiresAt = Math.max(this.expiresAt, expiry);
		}

	}

}
