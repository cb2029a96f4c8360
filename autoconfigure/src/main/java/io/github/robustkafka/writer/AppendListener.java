package io.github.robustkafka.writer;

import java.util.List;

import io.github.robustkafka.outbox.OutboxException;

/**
 * Hears what became of an append: where its new records stand, then that all of them are
 * durable; or that they are refused. Called on the thread that commits, before the relay
 * sees the records; must be as short as handing over to another thread, and must not
 * throw.
 */
public interface AppendListener {

	/**
	 * A record was committed at a place of its own. Not called for a record whose id the
	 * store knew before.
	 * @param index which record of the append
	 * @param position its place in the outbox
	 */
	void appended(int index, long position);

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
