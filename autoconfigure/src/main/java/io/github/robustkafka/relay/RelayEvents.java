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

	/**
	 * Acknowledged records of one topic and time that are not told yet.
	 */
	private int alike;

	private String topic = "";

	private long appendedAt;

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
		String nextTopic = delivery.topic().name();
		long nextAppendedAt = delivery.record().appendedAt();
		if (nextAppendedAt != this.appendedAt || !nextTopic.equals(this.topic)) {
			passOn();
			this.topic = nextTopic;
			this.appendedAt = nextAppendedAt;
		}
		this.alike++;
		RelayObserver.Flight flight = delivery.flight();
		if (flight != null) {
			tell(flight, (one) -> one.acknowledged(partition, offset));
		}
	}

	/**
	 * Tells of all records that were acknowledged since the last call.
	 */
	void passOn() {
		int records = this.alike;
		if (records > 0) {
			this.alike = 0;
			tell(this.observer, (one) -> one.acknowledged(this.topic, this.appendedAt, records));
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
