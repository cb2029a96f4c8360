package io.github.robustkafka.sample;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.kafka.support.KafkaHeaders;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.stereotype.Component;

import io.github.robustkafka.RobustKafkaHeaders;
import io.github.robustkafka.listener.RobustDltHandler;
import io.github.robustkafka.listener.RobustListener;

/**
 * Takes the payment of each order. The bank behind it is made up, and fails for some
 * items:
 * <ul>
 * <li>decaf: no answer to the first two calls,</li>
 * <li>poison: never an answer,</li>
 * <li>champagne: refused, so there is no point in another call, until a person has
 * replayed the dead letter.</li>
 * </ul>
 * What becomes of a failed payment is said in {@code application.yml}, under
 * {@code robust.kafka.listeners.payments}.
 */
@Component
class PaymentListener {

	private static final Logger logger = LoggerFactory.getLogger(PaymentListener.class);

	private static final int ANSWERED_CALL = 3;

	@RobustListener(id = "payments", topics = Order.TOPIC)
	void charge(Order order, @Header(KafkaHeaders.DELIVERY_ATTEMPT) int call,
			@Header(name = RobustKafkaHeaders.REPLAYS, required = false) byte @Nullable [] replays) {
		try {
			askBank(order.item(), call, replays != null);
		}
		catch (RuntimeException ex) {
			logger.info("Payment of order {} failed at call {}: {}", order.id(), call, ex.getMessage());
			throw ex;
		}
		logger.info("Payment of order {} taken at call {}", order.id(), call);
	}

	private static void askBank(String item, int call, boolean replayed) {
		if (item.equals("champagne") && !replayed) {
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
