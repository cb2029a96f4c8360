package io.github.robustkafka.writer;

import java.util.List;

import io.github.robustkafka.outbox.OutboxException;

/**
 * Hears of an append where its new records are going to stand, then once what became of
 * it. Called on the thread that commits; must be as short as handing over to another
 * thread, and must not throw.
 */
public interface AppendListener {

	/**
	 * A record gets a place of its own with the commit that follows; nobody can see it
	 * there yet. Not called for a record whose id the store knew before.
	 * @param index which record of the append
	 * @param position its place in the outbox
	 */
	void placed(int index, long position);

	/**
	 * All records are durable.
	 * @param stored what the store holds of each record, if they were appended under ids
	 * of the caller; otherwise empty
	 */
	default void journaled(List<Journaled> stored) {
	}

	/**
	 * The records were not journaled, or it is not known.
	 * @param reason why
	 */
	default void refused(OutboxException reason) {
	}

}
