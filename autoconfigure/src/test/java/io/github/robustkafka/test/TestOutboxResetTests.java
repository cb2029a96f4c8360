package io.github.robustkafka.test;

import org.apache.kafka.common.errors.RecordTooLargeException;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.test.context.ContextConfiguration;

import io.github.robustkafka.runtime.Outbox;
import io.github.robustkafka.test.app.ExampleApplication;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each test method begins anew, whatever the one before has left behind.
 */
@RobustKafkaTest
@ContextConfiguration(classes = ExampleApplication.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TestOutboxResetTests {

	@Autowired
	KafkaTemplate<String, String> template;

	@Autowired
	AssertableOutbox outbox;

	@Autowired
	ManualRelay relay;

	@Autowired
	FaultSwitches faults;

	@Autowired
	Outbox real;

	@Test
	@Order(1)
	void recordsInEachStateAndAllFaultsAreLeftBehind() {
		this.template.send("orders", "acknowledged");
		this.relay.drain();
		this.faults.refuse("orders", new RecordTooLargeException("too large"));
		this.template.send("orders", "failed");
		this.relay.drain();
		this.faults.accept("orders");
		this.template.send("orders", "acknowledged as well");
		this.template.send("orders", "pending, but read by the relay");
		this.relay.step();
		this.faults.brokerDown();
		this.faults.diskFull();
		this.relay.start();
		assertThat(this.outbox).hasAcknowledged(2).hasFailed(1).hasPending(1);
	}

	@Test
	@Order(2)
	void theNextMethodBeginsEmptyAndWithoutFaults() {
		assertThat(this.outbox).hasSentNothing();
		assertThat(this.real.writer().pending()).isZero();
		assertThat(this.real.writer().failed()).isZero();
		assertThat(this.real.outcomes().awaited().size()).isZero();
		this.template.send("orders", "new");
		assertThat(this.outbox).hasPending(1);
		assertThat(this.relay.drain()).isEqualTo(1);
		assertThat(this.outbox).hasSent("orders", "new").hasAcknowledged(1);
	}

}
