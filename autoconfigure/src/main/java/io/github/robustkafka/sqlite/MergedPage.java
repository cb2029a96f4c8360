package io.github.robustkafka.sqlite;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

import io.github.robustkafka.outbox.PendingPage;
import io.github.robustkafka.outbox.PendingQuery;
import io.github.robustkafka.outbox.PendingRecord;

/**
 * A page of pending records of which some stand in blocks and some in rows.
 */
final class MergedPage {

	private final PendingQuery query;

	private final PendingPage rows;

	private final SortedMap<Long, PendingRecord> records = new TreeMap<>();

	/**
	 * Prepares a page.
	 * @param query what was asked for
	 * @param inBlocks the records in blocks, all that the query asks for
	 * @param rows a page of the records in rows, read after the blocks
	 */
	MergedPage(PendingQuery query, List<PendingRecord> inBlocks, PendingPage rows) {
		this.query = query;
		this.rows = rows;
		long end = rows.more() ? rows.lastPosition() : Long.MAX_VALUE;
		for (PendingRecord record : inBlocks) {
			if (record.position() <= end) {
				this.records.put(record.position(), record);
			}
		}
		rows.records().forEach((record) -> this.records.put(record.position(), record));
	}

	PendingPage merge() {
		List<PendingRecord> page = new ArrayList<>();
		long bytes = 0;
		for (PendingRecord record : this.records.values()) {
			if (page.size() >= this.query.maxRecords() || bytes >= this.query.maxBytes()) {
				return page(page, page.get(page.size() - 1).position(), true);
			}
			page.add(record);
			bytes += record.size();
		}
		long last = this.records.isEmpty() ? this.rows.lastPosition() : this.records.lastKey();
		return page(page, Math.max(last, this.rows.lastPosition()), this.rows.more());
	}

	private PendingPage page(List<PendingRecord> page, long lastPosition, boolean more) {
		// Also those behind the last position: some are told once only.
		return new PendingPage(page, this.rows.corrupt(), this.rows.corruptIds(), lastPosition, more);
	}

}
