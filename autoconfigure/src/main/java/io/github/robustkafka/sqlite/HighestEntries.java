package io.github.robustkafka.sqlite;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

import io.github.robustkafka.inbox.InboxEntry;
import io.github.robustkafka.inbox.RecordIdentity;

/**
 * Beyond which there are no entries. Offsets rise, and so do record ids: nearly every
 * record that a listener receives lies beyond all that it has processed, and need not be
 * looked for in the file. Safe for use by many threads.
 */
final class HighestEntries {

	/** Headers that anybody wrote can name any partition. */
	private static final int MOST_PARTITIONS = 10_000;

	private final Map<Line, Long> offsets = new ConcurrentHashMap<>();

	private final Map<Line, String> ids = new ConcurrentHashMap<>();

	/**
	 * Nothing is loaded while something is raised.
	 */
	private final ReentrantLock changes = new ReentrantLock();

	private final Source source;

	HighestEntries(Source source) {
		this.source = source;
	}

	/**
	 * Whether a record lies beyond all entries. What is being committed may not count
	 * yet.
	 */
	boolean isBeyond(String listener, RecordIdentity identity) throws SQLException {
		if (identity instanceof RecordIdentity.Place place) {
			Line line = new Line(listener, place.topic(), place.partition());
			Long highest = this.offsets.get(line);
			return place.offset() > ((highest != null) ? highest : loadOffset(line));
		}
		RecordIdentity.Id id = (RecordIdentity.Id) identity;
		if (!isAscii(id.recordId())) {
			// The database has another order.
			return false;
		}
		Line line = Line.ofIds(listener, id.topic());
		String highest = this.ids.get(line);
		return id.recordId().compareTo((highest != null) ? highest : loadId(line)) > 0;
	}

	private static boolean isAscii(String id) {
		return id.chars().allMatch((letter) -> letter < 128);
	}

	private long loadOffset(Line line) throws SQLException {
		this.changes.lock();
		try {
			Long highest = this.offsets.get(line);
			if (this.offsets.size() >= MOST_PARTITIONS) {
				// They are loaded again.
				this.offsets.clear();
			}
			long loaded = (highest != null) ? highest : this.source.highestOffset(line);
			this.offsets.put(line, loaded);
			return loaded;
		}
		finally {
			this.changes.unlock();
		}
	}

	private String loadId(Line line) throws SQLException {
		this.changes.lock();
		try {
			String highest = this.ids.get(line);
			String loaded = (highest != null) ? highest : this.source.highestId(line);
			this.ids.put(line, loaded);
			return loaded;
		}
		finally {
			this.changes.unlock();
		}
	}

	/**
	 * Entries were committed. To be called before anybody may rely on them.
	 */
	void committed(List<InboxEntry> entries) {
		this.changes.lock();
		try {
			entries.forEach(this::raise);
		}
		finally {
			this.changes.unlock();
		}
	}

	/**
	 * What was not loaded yet will be loaded with the entry.
	 */
	private void raise(InboxEntry entry) {
		if (entry.identity() instanceof RecordIdentity.Place place) {
			this.offsets.computeIfPresent(new Line(entry.listener(), place.topic(), place.partition()),
					(line, highest) -> Math.max(highest, place.offset()));
		}
		else if (entry.identity() instanceof RecordIdentity.Id id) {
			this.ids.computeIfPresent(Line.ofIds(entry.listener(), id.topic()),
					(line, highest) -> (highest.compareTo(id.recordId()) < 0) ? id.recordId() : highest);
		}
	}

	/**
	 * Asks the file. What it answers counts what was committed before.
	 */
	interface Source {

		/**
		 * An offset beyond which there are no places.
		 */
		long highestOffset(Line line) throws SQLException;

		/**
		 * An id beyond which there are no ids in the order of the database.
		 */
		String highestId(Line line) throws SQLException;

	}

	/**
	 * Entries among which there is a highest one.
	 *
	 * @param listener id of the listener
	 * @param topic the main topic
	 * @param partition the partition, -1 for ids, which are of all partitions
	 */
	record Line(String listener, String topic, int partition) {

		static Line ofIds(String listener, String topic) {
			return new Line(listener, topic, -1);
		}

	}

}
