package io.github.robustkafka.sample;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The whole application as a customer and an operator would use it.
 */
class OrdersSurviveAnOutageTests extends RunningApplication {

	private static final Duration DEADLINE = Duration.ofSeconds(60);

	@Test
	void postedOrderArrivesAtTheListener(CapturedOutput output) {
		postOrder("first");
		awaitArrival(output, List.of("first"));
	}

	@Test
	void ordersPostedWhileTheBrokerIsStoppedArriveOnceItIsStarted(CapturedOutput output) {
		postOrder("before");
		awaitArrival(output, List.of("before"));
		List<String> ids = IntStream.range(0, 20).mapToObj((number) -> "outage-" + number).toList();
		command("/broker/stop", false);
		ids.forEach(this::postOrder);
		this.client.get().uri("/actuator/health").exchange().expectStatus().isOk();
		assertThat(output).doesNotContain("Order outage-");
		command("/broker/start", true);
		awaitArrival(output, ids);
	}

	@Test
	void recordsThatAreNoOrdersHoldUpNobody(CapturedOutput output) {
		try (KafkaProducer<String, String> foreign = new KafkaProducer<>(
				Map.of("bootstrap.servers", this.broker.address()), new StringSerializer(), new StringSerializer())) {
			foreign.partitionsFor(Order.TOPIC)
				.forEach((partition) -> foreign
					.send(new ProducerRecord<>(Order.TOPIC, partition.partition(), "x", "no order")));
		}
		postOrder("after");
		awaitArrival(output, List.of("after"));
	}

	@Test
	void fractionOfAnItemIsRefused() {
		post("/orders", "{\"id\": \"half\", \"item\": \"tea\", \"quantity\": 2.5}").expectStatus().isBadRequest();
	}

	private void postOrder(String id) {
		post("/orders", "{\"id\": \"%s\", \"item\": \"tea\", \"quantity\": 2}".formatted(id)).expectStatus()
			.isAccepted()
			.expectBody()
			.json("{\"id\": \"%s\"}".formatted(id));
	}

	private void command(String uri, boolean running) {
		post(uri, "").expectStatus().isOk().expectBody().jsonPath("$.running").isEqualTo(running);
	}

	private RestTestClient.ResponseSpec post(String uri, String body) {
		return this.client.post().uri(uri).contentType(MediaType.APPLICATION_JSON).body(body).exchange();
	}

	private static void awaitArrival(CapturedOutput output, List<String> ids) {
		List<String> lines = ids.stream().map((id) -> "Order %s arrived: 2 x tea (key %s,".formatted(id, id)).toList();
		await().atMost(DEADLINE).untilAsserted(() -> assertThat(output).contains(lines));
	}

}
