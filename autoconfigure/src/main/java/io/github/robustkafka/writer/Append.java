package io.github.robustkafka.writer;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.github.robustkafka.outbox.OutboxException;
import io.github.robustkafka.outbox.OutboxRecord;

/**
 * Records that are appended together or not at all, and the answer their sender waits
 * for: for each record appended under an id of the caller what the store holds of it, for
 * others nothing.
 */
public final class Append {

	private final List<OutboxRecord> records;

	private final boolean idsGiven;

	private final long size;

	private final CompletableFuture<List<Journaled>> journaled = new CompletableFuture<>();

	/**
	 * Prepares an append.
	 * @param records the records, in order
	 * @param idsGiven whether the record ids come from the caller, so that the store may
	 * know them already
	 */
	public Append(List<OutboxRecord> records, boolean idsGiven) {
		this.records = List.copyOf(records);
		this.idsGiven = idsGiven;
		long sum = 0;
		for (OutboxRecord record : this.records) {
			sum += record.size();
		}
		this.size = sum;
	}

	/**
	 * The records.
	 * @return records in order
	 */
	public List<OutboxRecord> records() {
		return this.records;
	}

	boolean idsGiven() {
		return this.idsGiven;
	}

	/**
	 * Sum of the sizes of the records.
	 * @return bytes
	 */
	public long size() {
		return this.size;
	}

	List<UUID> recordIds() {
		return this.records.stream().map(OutboxRecord::recordId).toList();
	}

	/**
	 * Completes on the thread that commits when the records are durable, or with an
	 * {@link OutboxException}. Dependents must be as short as handing over to another
	 * thread.
	 * @return the future
	 */
	public CompletableFuture<List<Journaled>> journaled() {
		return this.journaled;
	}

	/**
	 * Waits until the records are durable. An interrupt does not end the wait; it is kept
	 * for later.
	 * @return what the store holds of each record
	 * @throws OutboxException if the records were not journaled, or it is not known
	 */
	public List<Journaled> await() {
		try {
			return this.journaled.join();
		}
		catch (CompletionException ex) {
			if (ex.getCause() instanceof OutboxException outboxException) {
				outboxException.addSuppressed(new SenderTrace());
				throw outboxException;
			}
			throw ex;
		}
	}

	/**
	 * Where the sender was, beside the trace of the writer.
	 */
	private static final class SenderTrace extends RuntimeException {

		private SenderTrace() {
			super("The sender waited here");
		}

	}

}
