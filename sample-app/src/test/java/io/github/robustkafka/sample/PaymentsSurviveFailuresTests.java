package io.github.robustkafka.sample;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.http.MediaType;
import org.springframework.util.StringUtils;

import io.github.robustkafka.RobustKafkaHeaders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What becomes of payments that fail in the whole application.
 */
class PaymentsSurviveFailuresTests extends RunningApplication {

	private static final Duration DEADLINE = Duration.ofSeconds(90);

	@Test
	void failedPaymentIsTriedAgainUntilItSucceeds(CapturedOutput output) {
		post("d1", "decaf");
		awaitOutput(output, "Payment of order d1 taken at call 3");
		assertThat(output).containsSubsequence("order d1 failed at call 1", "order d1 failed at call 2",
				"order d1 taken at call 3");
		assertThat(output).doesNotContain("order d1 is a dead letter");
	}

	@Test
	void paymentThatAlwaysFailsBecomesADeadLetterAndHoldsUpNobody(CapturedOutput output) {
		post("p1", "poison");
		post("t1", "tea");
		awaitOutput(output, "Payment of order p1 is a dead letter: the bank does not answer");
		assertThat(output).containsSubsequence("order p1 failed at call 1", "order t1 taken at call 1",
				"order p1 failed at call 4", "order p1 is a dead letter");
		assertThat(output).doesNotContain("order p1 failed at call 5");
	}

	@Test
	void refusedPaymentIsNotTriedAgain(CapturedOutput output) {
		post("c1", "champagne");
		awaitOutput(output, "Payment of order c1 is a dead letter: the bank refuses champagne");
		assertThat(output).doesNotContain("order c1 failed at call 2");
	}

	@Test
	void orderThatIsInKafkaTwiceIsPaidOnce(CapturedOutput output) {
		UUID id = UUID.randomUUID();
		try (KafkaProducer<String, String> producer = new KafkaProducer<>(
				Map.of("bootstrap.servers", this.broker.address()), new StringSerializer(), new StringSerializer())) {
			producer.send(order("twice", id));
			producer.send(order("twice", id));
			producer.send(order("behind", UUID.randomUUID()));
		}
		awaitOutput(output, "Payment of order behind taken");
		assertThat(StringUtils.countOccurrencesOf(output.toString(), "Order twice arrived")).isEqualTo(2);
		assertThat(StringUtils.countOccurrencesOf(output.toString(), "Payment of order twice taken")).isEqualTo(1);
	}

	@Test
	void outageLosesNoPayment(CapturedOutput output) {
		post("d2", "decaf");
		awaitOutput(output, "order d2 failed at call 1");
		this.broker.stop();
		List<String> ids = IntStream.range(0, 20).mapToObj((number) -> "outage-" + number).toList();
		ids.forEach((id) -> post(id, (id.endsWith("5")) ? "decaf" : "tea"));
		post("p2", "poison");
		assertThat(output).doesNotContain("Payment of order outage-");
		this.broker.start();
		awaitOutput(output,
				ids.stream()
					.map((id) -> "Payment of order %s taken at call %d".formatted(id, id.endsWith("5") ? 3 : 1))
					.toArray(String[]::new));
		awaitOutput(output, "Payment of order d2 taken", "Payment of order p2 is a dead letter");
	}

	/** All of one key, so that one follows the other. */
	private static ProducerRecord<String, String> order(String id, UUID recordId) {
		ProducerRecord<String, String> record = new ProducerRecord<>(Order.TOPIC, "table",
				"{\"id\": \"%s\", \"item\": \"tea\", \"quantity\": 1}".formatted(id));
		record.headers().add(RobustKafkaHeaders.RECORD_ID, recordId.toString().getBytes());
		return record;
	}

	private void post(String id, String item) {
		this.client.post()
			.uri("/orders")
			.contentType(MediaType.APPLICATION_JSON)
			.body("{\"id\": \"%s\", \"item\": \"%s\", \"quantity\": 1}".formatted(id, item))
			.exchange()
			.expectStatus()
			.isAccepted();
	}

	private static void awaitOutput(CapturedOutput output, String... lines) {
		await().atMost(DEADLINE).untilAsserted(() -> assertThat(output).contains(lines));
	}

}
