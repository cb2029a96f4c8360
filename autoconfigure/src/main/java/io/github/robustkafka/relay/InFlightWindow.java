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
	 * what the broker acknowledged while the outbox has not committed that. The latter
	 * always gets half of the window, however much is stuck.
	 */
	boolean hasRoomBeside(long uncommitted) {
		return uncommitted < Math.max(this.maxRecords - records(), Math.max(1, this.maxRecords / 2));
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
