package io.github.robustkafka.relay;

import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.robustkafka.outbox.PendingRecord;

/**
 * Tells the observer what happens, and keeps what it throws from the relay. For the
 * relay's thread.
 */
final class RelayEvents {

	private static final Logger logger = LoggerFactory.getLogger(RelayEvents.class);

	private final RelayObserver observer;

	RelayEvents(RelayObserver observer) {
		this.observer = observer;
	}

	void handedOver(Delivery delivery) {
		try {
			delivery.watchedBy(this.observer.handedOver(delivery.record()));
		}
		catch (RuntimeException ex) {
			ignore(ex);
		}
	}

	void acknowledged(Delivery delivery, int partition, long offset) {
		try {
			this.observer.acknowledged(delivery.topic().name(), delivery.record().appendedAt());
		}
		catch (RuntimeException ex) {
			ignore(ex);
		}
		RelayObserver.Flight flight = delivery.flight();
		if (flight != null) {
			tell(flight, (one) -> one.acknowledged(partition, offset));
		}
	}

	void failed(PendingRecord record) {
		tell(this.observer, (one) -> one.failed(record));
	}

	void failed(Delivery delivery, Exception failure) {
		RelayObserver.Flight flight = delivery.flight();
		if (flight != null) {
			tell(flight, (one) -> one.failed(failure));
		}
	}

	void takenBack(Delivery delivery) {
		RelayObserver.Flight flight = delivery.flight();
		if (flight != null) {
			tell(flight, RelayObserver.Flight::takenBack);
		}
	}

	void takenBack(int records) {
		if (records > 0) {
			tell(this.observer, (one) -> one.takenBack(records));
		}
	}

	void producerReplaced() {
		tell(this.observer, RelayObserver::producerReplaced);
	}

	private static <T> void tell(T listener, Consumer<T> event) {
		try {
			event.accept(listener);
		}
		catch (RuntimeException ex) {
			ignore(ex);
		}
	}

	private static void ignore(RuntimeException failure) {
		logger.debug("An observer of the relay failed; ignored.", failure);
	}

}
