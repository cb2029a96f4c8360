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

	/** The worker that took the record is through with it. */
	void processed(RecordTask task);

}
