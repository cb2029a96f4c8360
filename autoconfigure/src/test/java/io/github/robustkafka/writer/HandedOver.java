package io.github.robustkafka.writer;

import java.util.ArrayList;
import java.util.List;

import io.github.robustkafka.outbox.PendingRecord;

/**
 * Remembers what the writer hands over.
 */
final class HandedOver implements AppendedRecords {

	private final List<PendingRecord> records = new ArrayList<>();

	private final List<Long> inStore = new ArrayList<>();

	private int reopened;

	@Override
	public void appended(List<PendingRecord> batch) {
		this.records.addAll(batch);
	}

	@Override
	public void pendingInStore(String topic, long position) {
		this.inStore.add(position);
	}

	@Override
	public void storeReopened() {
		this.reopened++;
	}

	@Override
	public int unsettled() {
		return 0;
	}

	List<PendingRecord> records() {
		return this.records;
	}

	List<Long> inStore() {
		return this.inStore;
	}

	int reopened() {
		return this.reopened;
	}

}
