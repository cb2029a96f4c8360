package io.github.robustkafka.writer;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import org.jspecify.annotations.Nullable;

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

	private final @Nullable AppendListener listener;

	private final CompletableFuture<List<Journaled>> journaled = new CompletableFuture<>();

	/**
	 * Prepares an append.
	 * @param records the records, in order
	 * @param idsGiven whether the record ids come from the caller, so that the store may
	 * know them already
	 */
	public Append(List<OutboxRecord> records, boolean idsGiven) {
		this(records, idsGiven, null);
	}

	/**
	 * Prepares an append for whose answer nobody waits.
	 * @param records the records, in order
	 * @param idsGiven whether the record ids come from the caller, so that the store may
	 * know them already
	 * @param listener hears what became of it, or null
	 */
	public Append(List<OutboxRecord> records, boolean idsGiven, @Nullable AppendListener listener) {
		this.records = List.copyOf(records);
		this.idsGiven = idsGiven;
		this.listener = listener;
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
	 * The records are about to be committed.
	 * @param stored what the store will hold of each record, if the ids came from the
	 * caller
	 * @param firstPosition where the first record stands, if they did not
	 */
	void placed(List<Journaled> stored, long firstPosition) {
		if (this.listener == null) {
			return;
		}
		for (int i = 0; i < this.records.size(); i++) {
			if (stored.isEmpty()) {
				this.listener.placed(i, firstPosition + i);
			}
			else if (!stored.get(i).knownBefore()) {
				this.listener.placed(i, stored.get(i).stored().position());
			}
		}
	}

	void succeeded(List<Journaled> stored) {
		this.journaled.complete(stored);
		if (this.listener != null) {
			this.listener.journaled(stored);
		}
	}

	void refused(OutboxException reason) {
		this.journaled.completeExceptionally(reason);
		if (this.listener != null) {
			this.listener.refused(reason);
		}
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
