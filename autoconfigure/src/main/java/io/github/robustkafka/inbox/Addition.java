package io.github.robustkafka.inbox;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An entry on its way into the store, and what to run when it is there. Used by one
 * thread at a time.
 */
final class Addition {

	private static final Logger logger = LoggerFactory.getLogger(Addition.class);

	private final @Nullable InboxEntry entry;

	private @Nullable Runnable whenAdded;

	/**
	 * Creates an addition.
	 * @param entry what to add, or null if there is only something to run
	 * @param whenAdded what to run
	 */
	Addition(@Nullable InboxEntry entry, Runnable whenAdded) {
		this.entry = entry;
		this.whenAdded = whenAdded;
	}

	@Nullable InboxEntry entry() {
		return this.entry;
	}

	/**
	 * Runs what is to run, the first time.
	 */
	void answer() {
		Runnable callback = this.whenAdded;
		this.whenAdded = null;
		if (callback != null) {
			run(callback);
		}
	}

	/**
	 * Keeps from the caller whatever a callback throws, and an interrupt that it leaves
	 * behind, which would close the files that are opened next.
	 */
	static void run(Runnable callback) {
		boolean interrupted = Thread.interrupted();
		try {
			callback.run();
		}
		catch (Throwable ex) {
			logger.error("What was to run after an addition to the inbox failed. The addition stays.", ex);
		}
		finally {
			Thread.interrupted();
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

}
