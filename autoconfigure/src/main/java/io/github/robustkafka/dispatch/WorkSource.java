package io.github.robustkafka.dispatch;

import org.jspecify.annotations.Nullable;

/**
 * Where workers get records from. Called with the dispatcher's lock held.
 */
interface WorkSource {

	/** Whether a record may start now. */
	boolean hasWork();

	/** Returns the next record that may start, now in work, or null. */
	@Nullable RecordTask take();

	/**
	 * Whether ends of records were told that nobody has heard. Asked without the lock.
	 */
	boolean hasEnded();

	/** Hears the ends of records that were told by threads without the lock. */
	void hearEnded();

	/** The worker that took the record is through with it. */
	void processed(RecordTask task);

}
