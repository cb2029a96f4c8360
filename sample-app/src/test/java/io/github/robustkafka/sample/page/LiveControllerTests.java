package io.github.robustkafka.sample.page;

import java.util.List;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.test.web.servlet.client.RestTestClient;

import io.github.robustkafka.sample.Order;
import io.github.robustkafka.test.AssertableOutbox;
import io.github.robustkafka.test.FaultSwitches;
import io.github.robustkafka.test.ManualRelay;
import io.github.robustkafka.test.RobustKafkaTest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LiveController}.
 */
@RobustKafkaTest
@Import({ LiveController.class, SimpleMeterRegistry.class })
class LiveControllerTests {

	@Autowired
	private AssertableOutbox outbox;

	@Autowired
	private ManualRelay relay;

	@Autowired
	private FaultSwitches faults;

	private RestTestClient client;

	@BeforeEach
	void connect(@Autowired LiveController live) {
		this.client = RestTestClient.bindToController(live).build();
	}

	@Test
	void aBurstIsManyOrdersOfWhichSomeAreHardToPay() {
		post("/live/burst").jsonPath("$.message").isEqualTo("500 orders are on disk.");
		List<Order> orders = this.outbox.sent("orders", Order.class);
		assertThat(orders).hasSize(500).extracting(Order::id).doesNotHaveDuplicates();
		assertThat(orders).extracting(Order::item).containsOnlyOnce("champagne").contains("decaf", "tea");
	}

	@Test
	void aFullDiskIsToldToThePage() {
		this.faults.diskFull();
		this.client.post()
			.uri("/live/burst")
			.exchange()
			.expectStatus()
			.isEqualTo(503)
			.expectBody()
			.jsonPath("$.detail")
			.value(String.class, (detail) -> assertThat(detail).contains("disk"));
	}

	@Test
	void aBrokerThatIsNotOurOwnNeitherRunsNorStandsStill() {
		get("/live").jsonPath("$.broker.address").isEqualTo("127.0.0.1:1").jsonPath("$.broker.running").isEmpty();
	}

	@Test
	void anOrderThatIsTooLargeFails() {
		this.faults.refuse(SmallTopic.NAME, new RecordTooLargeException("too large"));
		post("/live/oversized");
		assertThat(this.outbox).hasPending(1);
		this.relay.drain();
		assertThat(this.outbox).hasFailed(1);
	}

	private RestTestClient.BodyContentSpec get(String uri) {
		return this.client.get().uri(uri).exchange().expectStatus().isOk().expectBody();
	}

	private RestTestClient.BodyContentSpec post(String uri) {
		return this.client.post().uri(uri).exchange().expectStatus().isOk().expectBody();
	}

}
