package io.github.robustkafka.proof;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import io.github.robustkafka.outbox.FailedRecord;
import io.github.robustkafka.outbox.OutboxStore;
import io.github.robustkafka.outbox.PendingPage;
import io.github.robustkafka.outbox.PendingQuery;
import io.github.robustkafka.outbox.PendingRecord;
import io.github.robustkafka.outbox.TopicBacklog;
import io.github.robustkafka.sqlite.Durability;
import io.github.robustkafka.sqlite.SqliteOutboxStore;
import io.github.robustkafka.sqlite.SqliteSettings;

/**
 * What a store says it holds, read as the relay reads it.
 *
 * @param pending the pending records
 * @param failed the failed ones
 * @param corrupt positions of rows that the store calls damaged
 */
record StoredRecords(List<PendingRecord> pending, List<FailedRecord> failed, Set<Long> corrupt) {

	static final StoredRecords NONE = new StoredRecords(List.of(), List.of(), Set.of());

	/**
	 * So small that the write-ahead log is copied after every few pages.
	 */
	static final long MAX_SIZE = 1 << 20;

	private static final int PAGE = 100;

	static SqliteSettings settings(Path file, Durability durability) {
		return new SqliteSettings(file, durability, Duration.ZERO, MAX_SIZE);
	}

	/**
	 * Opens the file as the application does, reads it, and closes it.
	 */
	static StoredRecords in(Path file) {
		try (SqliteOutboxStore store = SqliteOutboxStore.open(settings(file, Durability.POWER_LOSS))) {
			return of(store);
		}
	}

	static StoredRecords of(OutboxStore store) {
		List<PendingRecord> pending = new ArrayList<>();
		Set<Long> corrupt = new TreeSet<>();
		for (TopicBacklog topic : store.findPendingTopics(0)) {
			readTopic(store, topic.topic(), pending, corrupt);
		}
		return new StoredRecords(pending, store.findFailed(0, Integer.MAX_VALUE), corrupt);
	}

	private static void readTopic(OutboxStore store, String topic, List<PendingRecord> pending, Set<Long> corrupt) {
		PendingPage page;
		long position = 0;
		do {
			page = store.findPending(new PendingQuery(topic, null, position, Long.MAX_VALUE, PAGE, Long.MAX_VALUE));
			pending.addAll(page.records());
			corrupt.addAll(page.corrupt());
			position = page.lastPosition();
		}
		while (page.more());
	}

}
