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
 * Tests for {@link LiveController} and {@link FailedRecordController}.
 */
@RobustKafkaTest
@Import({ LiveController.class, FailedRecordController.class, SimpleMeterRegistry.class })
class LiveControllerTests {

	@Autowired
	private AssertableOutbox outbox;

	@Autowired
	private ManualRelay relay;

	@Autowired
	private FaultSwitches faults;

	private RestTestClient client;

	@BeforeEach
	void connect(@Autowired LiveController live, @Autowired FailedRecordController failed) {
		this.client = RestTestClient.bindToController(live, failed).build();
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
	void aRecordThatIsTooLargeIsListedAndRetried() {
		this.faults.refuse(SmallTopic.NAME, new RecordTooLargeException("too large"));
		post("/live/oversized");
		this.relay.drain();
		assertThat(this.outbox).hasFailed(1);
		get("/live/failed").jsonPath("$.length()")
			.isEqualTo(1)
			.jsonPath("$[0].topic")
			.isEqualTo(SmallTopic.NAME)
			.jsonPath("$[0].reason")
			.isEqualTo("RecordTooLargeException: too large");
		this.faults.accept(SmallTopic.NAME);
		change("retry", "The record is pending again.");
		this.relay.drain();
		assertThat(this.outbox).hasFailed(0).hasAcknowledged(1);
	}

	@Test
	void aFailedRecordIsDiscardedOnce() {
		this.faults.refuse(SmallTopic.NAME, new RecordTooLargeException("too large"));
		post("/live/oversized");
		this.relay.drain();
		long position = change("discard", "The record is gone.");
		assertThat(this.outbox).hasSentNothing();
		post("/live/failed/" + position + "/discard").jsonPath("$.message")
			.isEqualTo("The record was no longer failed.");
	}

	private long change(String action, String message) {
		long[] position = new long[1];
		get("/live/failed").jsonPath("$[0].position").value(Long.class, (value) -> position[0] = value);
		post("/live/failed/" + position[0] + "/" + action).jsonPath("$.message").isEqualTo(message);
		return position[0];
	}

	private RestTestClient.BodyContentSpec get(String uri) {
		return this.client.get().uri(uri).exchange().expectStatus().isOk().expectBody();
	}

	private RestTestClient.BodyContentSpec post(String uri) {
		return this.client.post().uri(uri).exchange().expectStatus().isOk().expectBody();
	}

}
