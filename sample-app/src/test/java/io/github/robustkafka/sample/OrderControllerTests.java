package io.github.robustkafka.sample;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

import io.github.robustkafka.test.AssertableOutbox;
import io.github.robustkafka.test.FaultSwitches;
import io.github.robustkafka.test.ManualRelay;
import io.github.robustkafka.test.RobustKafkaTest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OrderController}, with the template and the serializers of the shop,
 * an outbox in memory and no broker.
 */
@RobustKafkaTest
@Import(OrderController.class)
class OrderControllerTests {

	private static final String TEA = "{\"id\": \"n1\", \"item\": \"tea\", \"quantity\": 2}";

	@Autowired
	private AssertableOutbox outbox;

	@Autowired
	private ManualRelay relay;

	@Autowired
	private FaultSwitches faults;

	private RestTestClient client;

	@BeforeEach
	void connect(@Autowired OrderController controller) {
		this.client = RestTestClient.bindToController(controller).build();
	}

	@Test
	void acceptedOrderIsSentUnderItsId() {
		post(TEA).expectStatus().isAccepted().expectBody().json("{\"id\": \"n1\"}");
		assertThat(this.outbox).hasSent("orders", new Order("n1", "tea", 2));
		assertThat(this.outbox.sent("orders").get(0).key()).isEqualTo("n1");
	}

	@Test
	void whileTheBrokerIsDownOrdersAreAcceptedAndReachItOnceItIsUp() {
		this.faults.brokerDown();
		post(TEA).expectStatus().isAccepted();
		this.relay.drain();
		assertThat(this.outbox).hasPending(1);
		this.faults.brokerUp();
		this.relay.drain();
		assertThat(this.outbox).hasPending(0).hasAcknowledged(1);
	}

	@Test
	void whenTheDiskIsFullThenTheCustomerIsAskedToTryAgain() {
		this.faults.diskFull();
		post(TEA).expectStatus()
			.isEqualTo(HttpStatus.SERVICE_UNAVAILABLE)
			.expectHeader()
			.contentType(MediaType.APPLICATION_PROBLEM_JSON)
			.expectBody()
			.jsonPath("$.detail")
			.value(String.class,
					(detail) -> assertThat(detail).isEqualTo("Order 'n1' could not be stored. Send it again later."));
		assertThat(this.outbox).hasSentNothing();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			{"id": "n 1", "item": "tea", "quantity": 2}  | 'id' must be
			{"item": "tea", "quantity": 2}               | 'id' must be
			{"id": "n1", "quantity": 2}                  | 'item' must be
			{"id": "n1", "item": [], "quantity": 2}      | 'item' is missing or has a wrong type
			{"id": "n1", "item": "tea", "quantity": 0}   | 'quantity' must be
			{"id": "n1", "item": "tea"}                  | 'quantity' is missing or has a wrong type
			{"id": "n1", "item": "tea", "quantity": "x"} | 'quantity' is missing or has a wrong type
			{"id": "n1",                                 | Send JSON like
			[]                                           | Send JSON like
			""")
	void badInputIsExplainedAndNotSent(String body, String explanation) {
		post(body).expectStatus()
			.isBadRequest()
			.expectHeader()
			.contentType(MediaType.APPLICATION_PROBLEM_JSON)
			.expectBody()
			.jsonPath("$.detail")
			.value(String.class, (detail) -> assertThat(detail).startsWith(explanation));
		assertThat(this.outbox).hasSentNothing();
	}

	private RestTestClient.ResponseSpec post(String body) {
		return this.client.post().uri("/orders").contentType(MediaType.APPLICATION_JSON).body(body).exchange();
	}

}
