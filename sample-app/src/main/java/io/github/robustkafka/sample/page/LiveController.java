package io.github.robustkafka.sample.page;

import java.util.stream.IntStream;

import io.micrometer.core.instrument.MeterRegistry;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

import io.github.robustkafka.outbox.OutboxException;
import io.github.robustkafka.sample.Order;
import io.github.robustkafka.sample.broker.InProcessBroker;
import io.github.robustkafka.template.RobustKafkaTemplate;

/**
 * Tells the page how the shop is, and sends orders for it.
 */
@RestController
@RequestMapping("/live")
class LiveController {

	private static final int BURST = 500;

	private static final int ONE_DECAF_IN = 50;

	private final RobustKafkaTemplate<String, Order> kafka;

	private final MeterRegistry meters;

	private final KafkaConnectionDetails connection;

	private final ObjectProvider<InProcessBroker> broker;

	LiveController(RobustKafkaTemplate<String, Order> kafka, MeterRegistry meters, KafkaConnectionDetails connection,
			ObjectProvider<InProcessBroker> broker) {
		this.kafka = kafka;
		this.meters = meters;
		this.connection = connection;
		this.broker = broker;
	}

	@GetMapping
	Live live() {
		InProcessBroker own = this.broker.getIfAvailable();
		String address = String.join(", ", this.connection.getBootstrapServers());
		return new Live(Counts.of(this.meters), new Broker(address, (own != null) ? own.isRunning() : null));
	}

	/**
	 * Many orders in one commit. Some are paid at the third try, one is refused by the
	 * bank.
	 */
	@PostMapping("/burst")
	Done burst() {
		String name = "burst-" + Long.toString(System.currentTimeMillis(), Character.MAX_RADIX) + "-";
		this.kafka.sendAll(IntStream.range(0, BURST).mapToObj((number) -> order(name, number)).toList());
		return new Done(BURST + " orders are on disk.");
	}

	private static ProducerRecord<String, Order> order(String name, int number) {
		String item = (number == 0) ? "champagne" : (number % ONE_DECAF_IN == 0) ? "decaf" : "tea";
		Order order = new Order(name + number, item, 1);
		return new ProducerRecord<>(Order.TOPIC, order.id(), order);
	}

	/**
	 * An order for a topic that takes none of its size: it becomes a failed record.
	 */
	@PostMapping("/oversized")
	Done oversized() {
		this.kafka.send(SmallTopic.NAME, new Order("oversized", "tea ".repeat(SmallTopic.MAX_BYTES / 4), 1));
		return new Done("The order is on disk. Kafka will refuse it, since topic '%s' takes %d bytes at most."
			.formatted(SmallTopic.NAME, SmallTopic.MAX_BYTES));
	}

	@ExceptionHandler
	ProblemDetail explain(OutboxException notKept) {
		return ProblemDetail.forStatusAndDetail(HttpStatus.SERVICE_UNAVAILABLE, notKept.getMessage());
	}

	/**
	 * How the shop is.
	 *
	 * @param counts how many records
	 * @param broker the broker
	 */
	record Live(Counts counts, Broker broker) {
	}

	/**
	 * The broker.
	 *
	 * @param address where clients connect to
	 * @param running whether it runs, or null if it is not our own
	 */
	record Broker(String address, @Nullable Boolean running) {
	}

	/**
	 * What was done.
	 *
	 * @param message for people
	 */
	record Done(String message) {
	}

}
