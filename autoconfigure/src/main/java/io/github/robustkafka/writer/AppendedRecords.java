package io.github.robustkafka.writer;

import java.util.List;

import io.github.robustkafka.outbox.PendingRecord;

/**
 * Takes committed records from the writer, in order of position. Called on the writer's
 * thread; must neither block nor throw.
 */
public interface AppendedRecords {

	/**
	 * Takes nothing; for an outbox without a relay.
	 */
	AppendedRecords NONE = new AppendedRecords() {

		@Override
		public void appended(List<PendingRecord> records) {
		}

		@Override
		public void pendingInStore(String topic, long position) {
		}

		@Override
		public void storeReopened() {
		}

		@Override
		public int unsettled() {
			return 0;
		}

	};

	/**
	 * These records were committed as pending.
	 * @param records the records, in order of position
	 */
	void appended(List<PendingRecord> records);

	/**
	 * A record became pending in the store and must be read from there.
	 * @param topic its topic
	 * @param position its position
	 */
	void pendingInStore(String topic, long position);

	/**
	 * The store was opened anew; there may be pending records that were never handed
	 * over.
	 */
	void storeReopened();

	/**
	 * Whether records that are appended now go on at once, without being looked for in
	 * the store, and how much may be remembered of them in memory only.
	 * @return of how many acknowledged records it need not be on the disk at once that
	 * they are; 0 if records may have to be looked for in the store
	 */
	int unsettled();

}
