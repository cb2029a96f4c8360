package io.github.robustkafka.writer;

import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.robustkafka.outbox.CommitResult;

/**
 * Tells the observer what happens, and keeps what it throws from the writer.
 */
final class WriterEvents implements OutboxObserver {

	private static final Logger logger = LoggerFactory.getLogger(WriterEvents.class);

	private final OutboxObserver observer;

	WriterEvents(OutboxObserver observer) {
		this.observer = observer;
	}

	@Override
	public void committed(CommitResult result, long nanos) {
		tell((one) -> one.committed(result, nanos));
	}

	@Override
	public void commitFailed(Throwable failure) {
		tell((one) -> one.commitFailed(failure));
	}

	@Override
	public void waitedForRoom(long nanos) {
		tell((one) -> one.waitedForRoom(nanos));
	}

	@Override
	public void refused() {
		tell((one) -> one.refused());
	}

	private void tell(Consumer<OutboxObserver> event) {
		try {
			event.accept(this.observer);
		}
		catch (RuntimeException ex) {
			logger.debug("An observer of the outbox failed; ignored.", ex);
		}
	}

}
