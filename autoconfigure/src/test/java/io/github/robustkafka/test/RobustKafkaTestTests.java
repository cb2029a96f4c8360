package io.github.robustkafka.test;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.support.SendResult;
import org.springframework.test.context.ContextConfiguration;

import io.github.robustkafka.outbox.OutboxFullException;
import io.github.robustkafka.outbox.RecordState;
import io.github.robustkafka.template.RobustKafkaTemplate;
import io.github.robustkafka.test.app.ExampleApplication;
import io.github.robustkafka.test.app.ExampleApplication.Stock;
import io.github.robustkafka.test.app.StockSender;
import io.github.robustkafka.writer.FailedRecords;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link RobustKafkaTest}: what a test may ask and steer.
 */
@RobustKafkaTest(properties = "spring.kafka.producer.value-serializer=" + RobustKafkaTestTests.JSON)
@ContextConfiguration(classes = ExampleApplication.class)
class RobustKafkaTestTests {

	static final String JSON = "org.springframework.kafka.support.serializer.JacksonJsonSerializer";

	@Autowired
	KafkaTemplate<String, Object> template;

	@Autowired
	AssertableOutbox outbox;

	@Autowired
	ManualRelay relay;

	@Autowired
	FaultSwitches faults;

	@Autowired
	FailedRecords failedRecords;

	@Autowired
	DefaultListableBeanFactory beans;

	@Test
	void theTemplateIsTheRobustOneAndComponentsAreLeftOut() {
		assertThat(this.template).isInstanceOf(RobustKafkaTemplate.class);
		assertThat(this.beans.getBeanNamesForType(StockSender.class)).isEmpty();
	}

	@Test
	void sentObjectsAreTheOnesThatWereGivenInOrder() {
		Stock tea = new Stock("tea", 2);
		this.template.send("stock", "tea", tea);
		this.template.send("other", 7);
		this.template.send("stock", "milk", new Stock("milk", 1));
		this.template.send("stock", "tea", null);
		assertThat(this.outbox).hasSent("stock", tea, new Stock("milk", 1), null).hasSent("other", 7);
		assertThat(this.outbox.sent("stock", Stock.class)).containsExactly(tea, new Stock("milk", 1))
			.first()
			.isSameAs(tea);
		assertThat(this.outbox.sent()).extracting(OutboxEntry::topic)
			.containsExactly("stock", "other", "stock", "stock");
		assertThat(this.outbox.sent("stock")).extracting(OutboxEntry::key).containsExactly("tea", "milk", "tea");
	}

	@Test
	void allPartsOfARecordAreSeen() {
		ProducerRecord<String, Object> record = new ProducerRecord<>("stock", 3, 1234L, "tea", new Stock("tea", 2));
		record.headers().add("origin", "till 7".getBytes(StandardCharsets.UTF_8));
		this.template.send(record);
		OutboxEntry entry = this.outbox.sent("stock").get(0);
		assertThat(entry.partition()).isEqualTo(3);
		assertThat(entry.timestamp()).isEqualTo(1234);
		assertThat(entry.header("origin")).isEqualTo("till 7");
		assertThat(entry.header("none")).isNull();
		assertThat(entry.value(Stock.class)).isEqualTo(new Stock("tea", 2));
	}

	@Test
	void nothingIsPublishedUntilTheTestSaysSo() {
		CompletableFuture<SendResult<String, Object>> first = this.template.send("stock", "tea", 1);
		CompletableFuture<SendResult<String, Object>> second = this.template.send("stock", "tea", 2);
		assertThat(this.outbox).hasPending(2);
		assertThat(first).isNotDone();
		assertThat(this.relay.step()).isEqualTo(1);
		assertThat(first).isCompletedWithValueMatching((result) -> result.getRecordMetadata().offset() == 0);
		assertThat(second).isNotDone();
		assertThat(this.outbox).hasAcknowledged(1).hasPending(1);
		assertThat(this.outbox.acknowledged()).extracting(OutboxEntry::value).containsExactly(1);
		assertThat(this.relay.step()).isEqualTo(1);
		assertThat(this.relay.step()).isZero();
		assertThat(second).isCompleted();
	}

	@Test
	void drainPublishesAll() {
		for (int i = 0; i < 2500; i++) {
			this.template.send((i % 2 == 0) ? "even" : "odd", i);
		}
		assertThat(this.relay.drain()).isEqualTo(2500);
		assertThat(this.outbox).hasAcknowledged(2500).hasPending(0);
		assertThat(this.relay.drain()).isZero();
	}

	@Test
	void duringAnOutageRecordsStayPending() {
		this.faults.brokerDown();
		CompletableFuture<SendResult<String, Object>> future = this.template.send("stock", "tea", 1);
		assertThat(this.relay.step()).isZero();
		assertThat(this.relay.drain()).isZero();
		assertThat(this.outbox).hasPending(1).hasAcknowledged(0);
		assertThat(future).isNotDone();
		this.faults.brokerUp();
		assertThat(this.relay.drain()).isEqualTo(1);
		assertThat(future).isCompleted();
	}

	@Test
	void onAFullDiskSendsAreRefusedAndWhatIsPendingIsPublished() {
		this.template.send("stock", "tea", 1);
		this.faults.diskFull();
		for (int i = 0; i < 3; i++) {
			assertThatExceptionOfType(OutboxFullException.class)
				.isThrownBy(() -> this.template.send("stock", "tea", 2));
		}
		assertThat(this.relay.drain()).isEqualTo(1);
		assertThat(this.outbox).hasSent("stock", 1).hasAcknowledged(1);
		this.faults.diskHasRoom();
		this.template.send("stock", "tea", 3);
		assertThat(this.outbox).hasSent("stock", 1, 3).hasPending(1);
	}

	@Test
	void aRecordThatCanNeverBePublishedFailsAndMayBeRetried() {
		this.faults.refuse("stock", new RecordTooLargeException("too large"));
		CompletableFuture<SendResult<String, Object>> future = this.template.send("stock", "tea", 1);
		this.template.send("other", 2);
		assertThat(this.relay.drain()).isEqualTo(2);
		assertThat(this.outbox).hasFailed(1).hasAcknowledged(1);
		assertThat(future).isCompletedExceptionally();
		assertThat(this.outbox.failed().get(0).reason()).contains("too large");
		this.faults.accept("stock");
		assertThat(this.failedRecords.retryAll()).isEqualTo(1);
		assertThat(this.outbox).hasPending(1);
		assertThat(this.relay.drain()).isEqualTo(1);
		assertThat(this.outbox).hasFailed(0).hasAcknowledged(2);
	}

	@Test
	void aTopicThatIsRefusedForAReasonThatCanHealWaits() {
		this.faults.refuse("stock", new TopicAuthorizationException("stock"));
		this.template.send("stock", "tea", 1);
		this.template.send("other", 2);
		assertThat(this.relay.drain()).isEqualTo(1);
		assertThat(this.outbox).hasPending(1).hasFailed(0);
		this.faults.accept("stock");
		assertThat(this.relay.drain()).isEqualTo(1);
	}

	@Test
	void codeThatWaitsForItsFutureIsServedByARelayThatRunsByItself() throws Exception {
		this.relay.start();
		assertThat(this.template.send("stock", "tea", 1).get(30, TimeUnit.SECONDS).getProducerRecord().value())
			.isEqualTo(1);
		this.template.send("stock", "tea", 2);
		this.template.flush();
		this.relay.stop();
		this.template.send("stock", "tea", 3);
		assertThat(this.outbox).hasAcknowledged(2).hasPending(1);
	}

	@Test
	void aFailedAssertionTellsAllThatTheOutboxHolds() {
		this.template.send("stock", "tea", new Stock("tea", 2));
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> assertThat(this.outbox).hasSent("stock", new Stock("tea", 3)))
			.withMessageContaining("stock: key tea, value Stock[item=tea, count=2], pending");
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> this.outbox.sent("stock", Integer.class))
			.withMessageContaining("has a value of type " + Stock.class.getName() + ", not java.lang.Integer");
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertThat(this.outbox).hasSentNothing());
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertThat(this.outbox).hasPending(2))
			.withMessageContaining("records that are pending");
	}

	@Test
	void statesAreThoseOfTheOutbox() {
		this.template.send("stock", "tea", 1);
		assertThat(this.outbox.pending()).isEqualTo(this.outbox.sent())
			.extracting(OutboxEntry::state)
			.isEqualTo(List.of(RecordState.PENDING));
	}

}
