package io.github.robustkafka.writer;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import org.jspecify.annotations.Nullable;

import io.github.robustkafka.outbox.FailedRecord;
import io.github.robustkafka.outbox.OutboxException;
import io.github.robustkafka.outbox.OutboxRecord;
import io.github.robustkafka.outbox.OutboxStore;

/**
 * The records that can never be published as they are: lists them, sends them again or
 * discards them. For operators and their tools; any thread may call.
 */
public final class FailedRecords {

	private static final int PAGE = 500;

	/**
	 * How many rows are looked at for a page of one topic, at least.
	 */
	private static final int SEARCH = 1000;

	private final OutboxStore store;

	private final OutboxWriter writer;

	/**
	 * Creates the view of an outbox.
	 * @param store its store
	 * @param writer its writer
	 */
	public FailedRecords(OutboxStore store, OutboxWriter writer) {
		this.store = store;
		this.writer = writer;
	}

	/**
	 * Lists failed records in the order in which they were sent, a page at a time.
	 * @param afterPosition 0 for the first page, else the position of the last record of
	 * the page before
	 * @param limit size of the page
	 * @return the records, without payload
	 */
	public List<FailedRecord> find(long afterPosition, int limit) {
		return this.store.findFailed(afterPosition, limit);
	}

	/**
	 * Lists failed records a page at a time. The cost does not grow with the number of
	 * failed records: a page of a topic ends after a bounded search, also if it has found
	 * few.
	 * @param query which
	 * @return the records, without payload
	 */
	public FailedPage find(FailedQuery query) {
		int searched = (query.topic() == null) ? query.limit() + 1 : Math.max(SEARCH, query.limit() + 1);
		List<FailedRecord> rows = find(query.afterPosition(), searched);
		List<FailedRecord> candidates = rows.stream()
			.takeWhile((record) -> record.position() <= query.lastPosition())
			.toList();
		List<FailedRecord> found = candidates.stream()
			.filter((record) -> query.matches(record.topic()))
			.limit(query.limit())
			.toList();
		if (candidates.size() < searched && found.size() < query.limit()) {
			return new FailedPage(found, null);
		}
		long last = last((found.size() == query.limit()) ? found : candidates);
		boolean more = candidates.size() == searched || last < last(candidates);
		return new FailedPage(found, more ? last : null);
	}

	private static long last(List<FailedRecord> records) {
		return records.get(records.size() - 1).position();
	}

	/**
	 * The failed record with this id.
	 * @param recordId the id
	 * @return the record without payload, or null if no failed record has the id
	 */
	public @Nullable FailedRecord find(UUID recordId) {
		return this.store.findFailed(recordId);
	}

	/**
	 * All that a failed record would have sent.
	 * @param record the record
	 * @return its content, or null if it is no longer failed, or damaged
	 */
	public @Nullable OutboxRecord read(FailedRecord record) {
		return this.store.readFailed(record.position());
	}

	/**
	 * The highest position so far. What is retried from now on gets a higher one, and
	 * keeps it if it fails again.
	 * @return a position
	 */
	public long lastPosition() {
		return this.writer.lastPosition();
	}

	/**
	 * How many records failed and were neither retried nor discarded.
	 * @return number of records
	 */
	public long count() {
		return this.writer.failed();
	}

	/**
	 * Makes a failed record pending again, behind all others: it has lost its place in
	 * the order. Returns when that is durable.
	 * @param record the record
	 * @return false if it was no longer failed
	 * @throws OutboxException if the outbox cannot be changed
	 */
	public boolean retry(FailedRecord record) {
		return retry(List.of(record)) == 1;
	}

	/**
	 * Makes failed records pending again, behind all others, in the order of the list.
	 * They share commits.
	 * @param records the records, not too many
	 * @return how many were still failed
	 * @throws OutboxException if the outbox cannot be changed; some may be pending then
	 */
	public int retry(List<FailedRecord> records) {
		return await(records.stream().map((record) -> this.writer.retry(record.position(), record.topic())).toList());
	}

	/**
	 * Deletes a failed record for good. Returns when that is durable.
	 * @param record the record
	 * @return false if it was no longer failed
	 * @throws OutboxException if the outbox cannot be changed
	 */
	public boolean discard(FailedRecord record) {
		return discard(List.of(record)) == 1;
	}

	/**
	 * Deletes failed records for good. They share commits.
	 * @param records the records, not too many
	 * @return how many were still failed
	 * @throws OutboxException if the outbox cannot be changed; some may be deleted then
	 */
	public int discard(List<FailedRecord> records) {
		return await(records.stream().map((record) -> this.writer.discard(record.position())).toList());
	}

	/**
	 * Retries all records that are failed now, in their order.
	 * @return how many became pending
	 */
	public int retryAll() {
		// What fails again gets a higher position and is left alone.
		long end = lastPosition();
		int count = 0;
		Long after = 0L;
		while (after != null) {
			FailedPage page = find(new FailedQuery(null, after, end, PAGE));
			count += retry(page.records());
			after = page.nextAfter();
		}
		return count;
	}

	private static int await(List<CompletableFuture<Boolean>> changes) {
		try {
			return (int) changes.stream().filter(CompletableFuture::join).count();
		}
		catch (CompletionException ex) {
			throw (ex.getCause() instanceof OutboxException cause) ? cause : ex;
		}
	}

}
