package io.github.robustkafka.inbox;

import java.time.Duration;
import java.time.Instant;

/**
 * The inbox of listeners without de-duplication.
 */
final class ForgetfulInbox implements Inbox {

	private static final InboxState STATE = new InboxState(true, Instant.EPOCH, null, 0, 0, Duration.ZERO);

	@Override
	public boolean contains(String listener, RecordIdentity identity) {
		return false;
	}

	@Override
	public void add(String listener, RecordIdentity identity, Duration retention, Runnable whenAdded) {
		Addition.run(whenAdded);
	}

	@Override
	public InboxState state() {
		return STATE;
	}

	@Override
	public void close() {
		// Nothing is open.
	}

}
