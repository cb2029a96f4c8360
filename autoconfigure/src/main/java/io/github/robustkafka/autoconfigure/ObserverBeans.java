package io.github.robustkafka.autoconfigure;

import java.util.List;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.robustkafka.outbox.CommitResult;
import io.github.robustkafka.writer.OutboxObserver;

/**
 * All {@link OutboxObserver} beans as one; what one throws does not keep the others from
 * watching.
 */
final class ObserverBeans implements OutboxObserver {

	private static final Logger logger = LoggerFactory.getLogger(ObserverBeans.class);

	private final List<OutboxObserver> observers;

	ObserverBeans(List<OutboxObserver> observers) {
		this.observers = List.copyOf(observers);
	}

	@Override
	public void committed(CommitResult result, long nanos) {
		tell((observer) -> observer.committed(result, nanos));
	}

	@Override
	public void commitFailed(Throwable failure) {
		tell((observer) -> observer.commitFailed(failure));
	}

	@Override
	public void waitedForRoom(long nanos) {
		tell((observer) -> observer.waitedForRoom(nanos));
	}

	@Override
	public void refused() {
		tell((observer) -> observer.refused());
	}

	private void tell(Consumer<OutboxObserver> event) {
		for (OutboxObserver observer : this.observers) {
			try {
				event.accept(observer);
			}
			catch (RuntimeException ex) {
				logger.debug("The OutboxObserver {} failed.", observer.getClass().getName(), ex);
			}
		}
	}

}
