package io.github.robustkafka.sqlite;

import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;

import io.github.robustkafka.outbox.RecordState;

/**
 * What is in an outbox, as it was found by reading every row.
 *
 * @param file absolute path of the database file
 * @param inUse whether an application has it open
 * @param fileSize bytes of the database file
 * @param logSize bytes of the write-ahead log, 0 if there is none
 * @param schemaVersion version of the schema
 * @param states records by their state
 * @param pendingTopics pending records by their topic
 * @param damage what is damaged, a sentence each
 */
public record OutboxInspection(Path file, boolean inUse, long fileSize, long logSize, long schemaVersion,
		SortedMap<RecordState, Backlog> states, SortedMap<String, Backlog> pendingTopics, List<String> damage) {

	/**
	 * Some records.
	 *
	 * @param count how many there are
	 * @param bytes their size
	 * @param oldestAppendedAt when the oldest was appended, in milliseconds since the
	 * epoch
	 */
	public record Backlog(long count, long bytes, long oldestAppendedAt) {

		/**
		 * No records.
		 */
		public static final Backlog NONE = new Backlog(0, 0, Long.MAX_VALUE);

		Backlog plus(long size, long appendedAt) {
			return new Backlog(this.count + 1, this.bytes + size, Math.min(this.oldestAppendedAt, appendedAt));
		}

	}

}
