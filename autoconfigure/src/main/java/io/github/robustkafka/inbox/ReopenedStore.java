package io.github.robustkafka.inbox;

import java.time.Clock;
import java.time.Instant;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store as long as it works. After a failure it is closed, and opened again when the
 * {@link ReopenBackoff} says so. Going out of use and coming back into use are told once
 * each.
 * <p>
 * Used by the inbox's thread only, but for {@link #contains}, {@link #state} and
 * {@link #size}.
 */
final class ReopenedStore {

	private static final Logger logger = LoggerFactory.getLogger(ReopenedStore.class);

	private final InboxStoreOpener opener;

	private final Clock clock;

	private final Runnable wakeUp;

	private final ReopenBackoff backoff = new ReopenBackoff();

	private volatile @Nullable InboxStore store;

	private volatile InboxSize size = InboxSize.NOTHING;

	private volatile Condition condition;

	private volatile @Nullable ReadFailure readFailure;

	/**
	 * Whether people were told that it is out of use.
	 */
	private boolean told;

	/**
	 * Prepares opening.
	 * @param opener opens the store
	 * @param clock tells when to try again
	 * @param wakeUp wakes the inbox's thread
	 */
	ReopenedStore(InboxStoreOpener opener, Clock clock, Runnable wakeUp) {
		this.opener = opener;
		this.clock = clock;
		this.wakeUp = wakeUp;
		this.condition = new Condition(false, clock.instant(), null);
	}

	/**
	 * The store, opened if it is time to. It counts as available only after
	 * {@link #worked()}.
	 * @return the open store, or null if there is none now
	 */
	@Nullable InboxStore open() {
		ReadFailure reading = this.readFailure;
		this.readFailure = null;
		if (reading != null && reading.store() == this.store) {
			failed(reading.failure());
		}
		if (this.store == null && this.backoff.remaining(this.clock.millis()) == 0) {
			try {
				this.store = this.opener.open();
			}
			catch (Throwable ex) {
				failed(ex);
			}
		}
		return this.store;
	}

	/**
	 * The store did what it was asked to.
	 */
	void worked() {
		InboxStore open = this.store;
		if (open != null) {
			this.size = open.size();
		}
		if (this.condition.available()) {
			return;
		}
		if (this.told) {
			logger.info("The inbox works again. What was processed while it did not may be given to handlers twice.");
			this.told = false;
		}
		this.condition = new Condition(true, this.clock.instant(), this.condition.lastError());
	}

	/**
	 * The store failed: it is closed, and no longer used.
	 */
	void failed(Throwable failure) {
		this.backoff.failed(this.clock.millis());
		Throwable reason = close(failure);
		Instant since = this.condition.available() ? this.clock.instant() : this.condition.since();
		this.condition = new Condition(false, since,
				Objects.requireNonNullElse(reason.getMessage(), reason.toString()));
		if (this.told || reason instanceof InboxDamagedException) {
			logger.debug("The inbox is still not available", reason);
			return;
		}
		this.told = true;
		boolean known = reason instanceof InboxStoreException;
		String what = known ? reason.getMessage() + " " + ((InboxStoreException) reason).action() : reason.toString();
		logger
			.warn("The inbox is not available, so listeners go on without it, and their handlers may be given a record "
					+ "twice. It is tried again by itself. The reason: {}", what, known ? null : reason);
	}

	private Throwable close(Throwable failure) {
		InboxStore broken = this.store;
		this.store = null;
		try {
			if (broken != null) {
				broken.close();
			}
			return failure;
		}
		catch (Throwable ex) {
			if (ex != failure) {
				ex.addSuppressed(failure);
			}
			return ex;
		}
	}

	/**
	 * Whether the store has an entry; false also if it cannot be asked. By any thread.
	 */
	boolean contains(String listener, RecordIdentity identity, long now) {
		InboxStore open = this.store;
		if (open == null) {
			return false;
		}
		try {
			return open.contains(listener, identity, now);
		}
		catch (Throwable ex) {
			this.readFailure = new ReadFailure(open, ex);
			this.wakeUp.run();
			return false;
		}
	}

	/**
	 * How long until a store that is out of use is tried again.
	 * @return milliseconds
	 */
	long retryMillis() {
		return this.backoff.remaining(this.clock.millis());
	}

	Condition condition() {
		return this.condition;
	}

	InboxSize size() {
		return this.size;
	}

	/**
	 * Closes the store for good.
	 */
	void close() {
		InboxStore open = this.store;
		this.store = null;
		this.condition = new Condition(false, this.clock.instant(), this.condition.lastError());
		try {
			if (open != null) {
				open.close();
			}
		}
		catch (Throwable ex) {
			logger.warn("The inbox was not closed in good order; nothing that was committed is lost", ex);
		}
	}

	/**
	 * Whether the store is in use, since when, and what its last failure was.
	 */
	record Condition(boolean available, Instant since, @Nullable String lastError) {
	}

	/**
	 * A failure that another thread met.
	 */
	private record ReadFailure(InboxStore store, Throwable failure) {
	}

}
