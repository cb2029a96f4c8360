package io.github.robustkafka.sample.demo.sender;

import org.springframework.kafka.core.KafkaTemplate;

import io.github.robustkafka.runtime.Outbox;
import io.github.robustkafka.sample.demo.run.DemoOrder;
import io.github.robustkafka.sample.demo.run.Lane;

/**
 * Sends with the template that the starter puts in the place of Spring Boot's.
 */
final class RobustOutlet implements Outlet {

	private final KafkaTemplate<String, DemoOrder> kafka;

	private final Outbox outbox;

	RobustOutlet(KafkaTemplate<String, DemoOrder> kafka, Outbox outbox) {
		this.kafka = kafka;
		this.outbox = outbox;
	}

	@Override
	public void send(String key, DemoOrder order) {
		this.kafka.send(Lane.ROBUST.topic(), key, order);
	}

	@Override
	public int open() {
		return Math.toIntExact(this.outbox.writer().pending());
	}

}
