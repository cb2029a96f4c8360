package io.github.robustkafka.sample.demo.sender;

import java.util.concurrent.atomic.AtomicInteger;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.kafka.core.KafkaTemplate;

import io.github.robustkafka.sample.demo.run.DemoOrder;
import io.github.robustkafka.sample.demo.run.Lane;

/**
 * Sends as plain code does: nobody waits for the future, a failure is logged.
 */
final class PlainOutlet implements Outlet {

	private static final Logger logger = LoggerFactory.getLogger(PlainOutlet.class);

	private final KafkaTemplate<String, DemoOrder> kafka;

	private final AtomicInteger open = new AtomicInteger();

	PlainOutlet(KafkaTemplate<String, DemoOrder> kafka) {
		this.kafka = kafka;
	}

	@Override
	public void send(String key, DemoOrder order) {
		this.open.incrementAndGet();
		try {
			this.kafka.send(Lane.PLAIN.topic(), key, order).whenComplete((sent, failure) -> {
				this.open.decrementAndGet();
				if (failure != null) {
					logger.warn("Order {} was not sent", order.id(), failure);
				}
			});
		}
		catch (RuntimeException ex) {
			this.open.decrementAndGet();
			throw ex;
		}
	}

	@Override
	public int open() {
		return this.open.get();
	}

}
