package io.github.robustkafka.sample;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.kafka.support.KafkaHeaders;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.stereotype.Component;

import io.github.robustkafka.listener.RobustDltHandler;
import io.github.robustkafka.listener.RobustListener;

/**
 * Takes the payment of each order. The bank behind it is made up, and fails for some
 * items:
 * <ul>
 * <li>decaf: no answer to the first two calls,</li>
 * <li>poison: never an answer,</li>
 * <li>champagne: refused, so there is no point in another call.</li>
 * </ul>
 * What becomes of a failed payment is said in {@code application.yml}, under
 * {@code robust.kafka.listeners.payments}.
 */
@Component
class PaymentListener {

	private static final Logger logger = LoggerFactory.getLogger(PaymentListener.class);

	private static final int ANSWERED_CALL = 3;

	@RobustListener(id = "payments", topics = OrderListener.TOPIC)
	void charge(Order order, @Header(KafkaHeaders.DELIVERY_ATTEMPT) int call) {
		try {
			askBank(order.item(), call);
		}
		catch (RuntimeException ex) {
			logger.info("Payment of order {} failed at call {}: {}", order.id(), call, ex.getMessage());
			throw ex;
		}
		logger.info("Payment of order {} taken at call {}", order.id(), call);
	}

	private static void askBank(String item, int call) {
		if (item.equals("champagne")) {
			throw new PaymentRefusedException("the bank refuses champagne");
		}
		if (item.equals("poison") || (item.equals("decaf") && call < ANSWERED_CALL)) {
			throw new IllegalStateException("the bank does not answer");
		}
	}

	/** Nothing is tried any more: now it is up to people. */
	@RobustDltHandler
	void giveUp(Order order, @Header(KafkaHeaders.EXCEPTION_MESSAGE) String reason) {
		logger.warn("Payment of order {} is a dead letter: {}", order.id(), reason);
	}

}
