package io.github.robustkafka.sample;

import java.util.concurrent.CompletableFuture;

import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mockito.Mock;
import org.mockito.junit.jupiter.MockitoExtension;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;

/**
 * Tests for {@link OrderController}.
 */
@ExtendWith(MockitoExtension.class)
class OrderControllerTests {

	private static final Order ORDER = new Order("n1", "tea", 2);

	@Mock
	private KafkaTemplate<String, Order> kafka;

	private RestTestClient client;

	@BeforeEach
	void connect() {
		this.client = RestTestClient.bindToController(new OrderController(this.kafka)).build();
	}

	@Test
	void orderIsAcceptedAsSoonAsSendReturns() {
		given(this.kafka.send("orders", "n1", ORDER)).willReturn(new CompletableFuture<>());
		post("{\"id\": \"n1\", \"item\": \"tea\", \"quantity\": 2}").expectStatus()
			.isAccepted()
			.expectBody()
			.json("{\"id\": \"n1\"}");
	}

	@Test
	void whenSendThrowsThenTheCustomerIsAskedToTryAgain() {
		given(this.kafka.send("orders", "n1", ORDER)).willThrow(new KafkaException("no space in /secret/folder"));
		post("{\"id\": \"n1\", \"item\": \"tea\", \"quantity\": 2}").expectStatus()
			.isEqualTo(HttpStatus.SERVICE_UNAVAILABLE)
			.expectHeader()
			.contentType(MediaType.APPLICATION_PROBLEM_JSON)
			.expectBody()
			.jsonPath("$.detail")
			.value(String.class,
					(detail) -> assertThat(detail).isEqualTo("Order 'n1' could not be stored. Send it again later."));
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
		then(this.kafka).shouldHaveNoInteractions();
	}

	private RestTestClient.ResponseSpec post(String body) {
		return this.client.post().uri("/orders").contentType(MediaType.APPLICATION_JSON).body(body).exchange();
	}

}
