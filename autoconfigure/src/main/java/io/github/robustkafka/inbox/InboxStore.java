package io.github.robustkafka.inbox;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Where an inbox keeps its entries. One process owns a store.
 * <p>
 * Threads: {@link #contains} and {@link #size} may be called by any thread at any time,
 * also after {@link #close}; all other methods by one thread only.
 * <p>
 * Failure: every method but {@link #size} throws {@link InboxStoreException} when the
 * store cannot do its work, {@link InboxDamagedException} when its content is damaged.
 * The store is of no more use then: it is to be closed, and another one to be opened.
 */
public interface InboxStore extends AutoCloseable {

	/**
	 * Whether there is an entry that has not expired. Sees all that was committed.
	 * @param listener id of the listener
	 * @param identity which record
	 * @param now the time, in milliseconds since the epoch
	 * @return whether there is
	 */
	boolean contains(String listener, RecordIdentity identity, long now);

	/**
	 * Adds entries, all or none, in one transaction. Of an entry that is there already,
	 * or twice among them, the later expiry counts.
	 * @param entries what to add
	 */
	void commit(List<InboxEntry> entries);

	/**
	 * Deletes entries that have expired, the first ones first, and gives back room that
	 * is free, a bounded amount a call.
	 * @param now the time, in milliseconds since the epoch
	 * @param limit at most so many entries
	 * @return whether more is left to do
	 */
	boolean purge(long now, int limit);

	/**
	 * Deletes the entries that expire first, expired or not.
	 * @param limit at most so many entries
	 * @return when the last of them would have expired, or null if there were none
	 */
	@Nullable Long deleteFirst(int limit);

	/**
	 * How large the store is. Cheap: reads no entries.
	 * @return the size
	 */
	InboxSize size();

	/**
	 * Closes the store and gives up its ownership. If its content was found damaged, it
	 * is put aside, so that the next one begins empty. Idempotent.
	 * @throws InboxStoreException if damaged content could not be put aside
	 */
	@Override
	void close();

}
