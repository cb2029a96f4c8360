package io.github.robustkafka.autoconfigure;

import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.robustkafka.outbox.PendingRecord;
import io.github.robustkafka.relay.RelayObserver;

/**
 * All {@link RelayObserver} beans as one; what one throws does not keep the others from
 * watching.
 *
 * @param observers the observers
 */
record RelayObservers(List<RelayObserver> observers) implements RelayObserver {

	private static final Logger logger = LoggerFactory.getLogger(RelayObservers.class);

	static RelayObserver of(List<RelayObserver> observers) {
		return observers.isEmpty() ? NO_OP : new RelayObservers(List.copyOf(observers));
	}

	@Override
	public @Nullable Flight handedOver(PendingRecord record) {
		Flight first = null;
		for (RelayObserver observer : this.observers) {
			Flight next = begin(observer, record);
			if (next != null) {
				first = (first != null) ? new Both(first, next) : next;
			}
		}
		return first;
	}

	private static @Nullable Flight begin(RelayObserver observer, PendingRecord record) {
		try {
			return observer.handedOver(record);
		}
		catch (RuntimeException ex) {
			ignore(ex);
			return null;
		}
	}

	@Override
	public void acknowledged(String topic, long appendedAt, int records) {
		each(this.observers, (observer) -> observer.acknowledged(topic, appendedAt, records));
	}

	@Override
	public void failed(PendingRecord record) {
		each(this.observers, (observer) -> observer.failed(record));
	}

	@Override
	public void takenBack(int records) {
		each(this.observers, (observer) -> observer.takenBack(records));
	}

	@Override
	public void producerReplaced() {
		each(this.observers, RelayObserver::producerReplaced);
	}

	private static <T> void each(List<T> watching, Consumer<T> event) {
		for (T one : watching) {
			try {
				event.accept(one);
			}
			catch (RuntimeException ex) {
				ignore(ex);
			}
		}
	}

	private static void ignore(RuntimeException failure) {
		logger.debug("A RelayObserver failed; ignored.", failure);
	}

	/**
	 * Two that watch the same record.
	 */
	private record Both(Flight first, Flight second) implements Flight {

		@Override
		public void acknowledged(int partition, long offset) {
			each(List.of(this.first, this.second), (flight) -> flight.acknowledged(partition, offset));
		}

		@Override
		public void failed(Exception failure) {
			each(List.of(this.first, this.second), (flight) -> flight.failed(failure));
		}

		@Override
		public void takenBack() {
			each(List.of(this.first, this.second), Flight::takenBack);
		}

	}

}
