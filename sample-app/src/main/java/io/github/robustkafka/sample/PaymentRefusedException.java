package io.github.robustkafka.sample;

/**
 * The bank has answered, and the answer is no.
 */
class PaymentRefusedException extends RuntimeException {

	PaymentRefusedException(String message) {
		super(message);
	}

}
