package io.github.robustkafka.sample.demo.payments;

import org.springframework.kafka.support.KafkaHeaders;
import org.springframework.messaging.handler.annotation.Header;

import io.github.robustkafka.listener.RobustDltHandler;
import io.github.robustkafka.listener.RobustListener;
import io.github.robustkafka.retry.ListenerObserver;
import io.github.robustkafka.sample.demo.payments.Payments.Event;
import io.github.robustkafka.sample.demo.run.DemoOrder;
import io.github.robustkafka.sample.demo.run.Mishap;

/**
 * Takes the payment of each robust order, in the first process, and writes down what
 * happens where it happens.
 */
class DemoPayments implements ListenerObserver {

	private static final String ID = "demo-payments";

	private static final String TYPE = "spring.json.value.default.type=io.github.robustkafka.sample.demo.run.DemoOrder";

	private final PaymentLedger ledger;

	DemoPayments(PaymentLedger ledger) {
		this.ledger = ledger;
	}

	@RobustListener(id = ID, topics = "demo-robust", properties = TYPE)
	void charge(DemoOrder order, @Header(KafkaHeaders.DELIVERY_ATTEMPT) int call) {
		if (call > 1) {
			this.ledger.add(Event.CALLED_AGAIN, order);
		}
		boolean fails = Mishap.FAILS_ONCE.befalls(order.number()) && call == 1;
		if (fails || Mishap.FAILS_ALWAYS.befalls(order.number())) {
			throw new IllegalStateException("the bank does not answer");
		}
		this.ledger.add(Event.CHARGED, order);
	}

	@RobustDltHandler
	void giveUp(DemoOrder order) {
		this.ledger.add(Event.GIVEN_UP, order);
	}

	/** The handler is not called, so the order is not known here. */
	@Override
	public void duplicate(String listener) {
		if (ID.equals(listener)) {
			this.ledger.addDuplicate();
		}
	}

}
