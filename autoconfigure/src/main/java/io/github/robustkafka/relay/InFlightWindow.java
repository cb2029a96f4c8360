package io.github.robustkafka.relay;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many records and bytes may be in flight. A topic may hold as much as is still free,
 * so one topic alone gets half of the window, and any number of stuck topics always
 * leaves room for the next. After an outage the window opens step by step: each
 * acknowledgement makes room for two records. For one thread; how many records are in
 * flight may be asked by any.
 */
final class InFlightWindow {

	private static final int FIRST_STEP = 100;

	/**
	 * One part in so many of the window.
	 */
	private static final int FEW = 100;

	private final int maxRecords;

	private final long maxBytes;

	private int limit;

	private final AtomicInteger records = new AtomicInteger();

	private long bytes;

	InFlightWindow(int maxRecords, long maxBytes) {
		this.maxRecords = maxRecords;
		this.maxBytes = maxBytes;
		this.limit = maxRecords;
	}

	boolean hasRoom(int topicRecords, long topicBytes, int size) {
		if (topicRecords == 0) {
			return records() < 2L * this.maxRecords && this.bytes < this.maxBytes;
		}
		int free = this.limit - records();
		long freeBytes = this.maxBytes - this.bytes;
		return topicRecords < free && topicBytes + size <= freeBytes;
	}

	/**
	 * Whether all that would be sent again after a crash fits: what is in flight, and
	 * what the broker acknowledged while the outbox has not committed that. If topics
	 * that are stuck hold all of it, the others go on one record at a time.
	 */
	boolean hasRoomBeside(int topicRecords, long uncommitted) {
		return records() + uncommitted < this.maxRecords
				|| (topicRecords == 0 && uncommitted < Math.max(1, this.maxRecords / FEW));
	}

	void enter(int size) {
		this.records.setOpaque(records() + 1);
		this.bytes += size;
	}

	void leave(int size) {
		this.records.setOpaque(records() - 1);
		this.bytes -= size;
	}

	void acknowledged() {
		if (this.limit < this.maxRecords) {
			this.limit++;
		}
	}

	void openSlowly() {
		this.limit = Math.min(records() + FIRST_STEP, this.maxRecords);
	}

	int records() {
		return this.records.getOpaque();
	}

}
