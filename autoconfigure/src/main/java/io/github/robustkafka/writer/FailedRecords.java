package io.github.robustkafka.writer;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.github.robustkafka.outbox.FailedRecord;
import io.github.robustkafka.outbox.OutboxException;
import io.github.robustkafka.outbox.OutboxStore;

/**
 * The records that can never be published as they are: lists them, sends them again or
 * discards them. For operators and their tools; any thread may call.
 */
public final class FailedRecords {

	private static final int PAGE = 500;

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
		return await(this.writer.retry(record.position(), record.topic()));
	}

	/**
	 * Deletes a failed record for good. Returns when that is durable.
	 * @param record the record
	 * @return false if it was no longer failed
	 * @throws OutboxException if the outbox cannot be changed
	 */
	public boolean discard(FailedRecord record) {
		return await(this.writer.discard(record.position()));
	}

	/**
	 * Retries all records that are failed now, in their order.
	 * @return how many became pending
	 */
	public int retryAll() {
		// What fails again gets a higher position and is left alone.
		long end = this.writer.lastPosition();
		int count = 0;
		long last = 0;
		while (last < end) {
			List<FailedRecord> page = find(last, PAGE);
			count += (int) page.stream().filter((record) -> record.position() <= end && retry(record)).count();
			last = page.isEmpty() ? end : page.get(page.size() - 1).position();
		}
		return count;
	}

	private static boolean await(CompletableFuture<Boolean> done) {
		try {
			return done.join();
		}
		catch (CompletionException ex) {
			throw (ex.getCause() instanceof OutboxException cause) ? cause : ex;
		}
	}

}
