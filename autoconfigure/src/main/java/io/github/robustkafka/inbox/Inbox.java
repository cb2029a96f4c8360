package io.github.robustkafka.inbox;

import java.time.Duration;

/**
 * Which records a listener's handler has processed.
 * <p>
 * The rule that makes it safe: the handler succeeds, the record is {@link #add added},
 * the addition is committed, {@code whenAdded} runs, and only then the offset may be
 * committed. A crash anywhere in between leads to a repeat, never to a loss.
 * <p>
 * Failure: an inbox that cannot be read or written never holds up a handler and never
 * throws. It then knows less than it should, so that a handler may be given a record
 * again; {@link #state()} says so.
 * <p>
 * Threads: every method may be called by any thread at any time, virtual ones too.
 */
public interface Inbox extends AutoCloseable {

	/**
	 * Remembers nothing: contains no record, and has added each as soon as it is asked
	 * to, on the caller's thread.
	 */
	Inbox NONE = new ForgetfulInbox();

	/**
	 * Whether the handler of a listener has processed a record. Additions that are not
	 * written yet count. Reads the store, and so takes microseconds, or as long as a disk
	 * that hangs.
	 * @param listener id of the listener
	 * @param identity which record
	 * @return true if it has; false if not, if that was forgotten, or if the store cannot
	 * be read
	 */
	boolean contains(String listener, RecordIdentity identity);

	/**
	 * Remembers that the handler of a listener has processed a record. Never waits for
	 * the disk. Adding a record again makes it remembered for longer, never for less
	 * long.
	 * @param listener id of the listener
	 * @param identity which record
	 * @param retention how long to remember it
	 * @param whenAdded runs exactly once: after the addition was committed, or when it is
	 * known that it cannot be committed now. It runs on the inbox's thread, one after the
	 * other, so it should be short; what it throws is logged. When the inbox is closed it
	 * runs at once on the caller's thread
	 */
	void add(String listener, RecordIdentity identity, Duration retention, Runnable whenAdded);

	/**
	 * How the inbox is, for health and metrics. Cheap: asks no disk.
	 * @return the state
	 */
	InboxState state();

	/**
	 * Writes what waits, runs what is to run when it is added, and closes the store.
	 * Bounded in time; a disk that does not answer is not waited for. Idempotent.
	 */
	@Override
	void close();

}
