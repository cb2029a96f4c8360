package io.github.robustkafka.template;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.kafka.support.KafkaHeaders;
import org.springframework.kafka.support.ProducerListener;
import org.springframework.kafka.support.SendResult;
import org.springframework.messaging.support.MessageBuilder;

import io.github.robustkafka.RobustKafkaHeaders;
import io.github.robustkafka.producer.SendReceipt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link RobustKafkaTemplate}.
 */
class RobustKafkaTemplateTests {

	private static final Duration SOON = Duration.ofSeconds(10);

	@TempDir
	Path directory;

	private final TypedFactory factory = new TypedFactory();

	private TemplateOutbox outbox;

	private RobustKafkaTemplate<String, String> template;

	@BeforeEach
	void open() {
		this.outbox = new TemplateOutbox(this.directory);
		this.template = this.outbox.templates.create(this.factory);
		this.template.setDefaultTopic("default");
	}

	@AfterEach
	void close() {
		this.template.destroy();
		this.outbox.close();
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void aRecovererThatSendsThroughItIsWarnedAboutOnce(CapturedOutput output) {
		ProducerRecord<String, String> letter = new ProducerRecord<>("orders-dlt", "k", "v");
		letter.headers().add(KafkaHeaders.DLT_EXCEPTION_FQCN, new byte[] { 'X' });
		this.template.send(letter);
		this.template.send(letter);
		assertThat(output.getAll().split("DeadLetterPublishingRecoverer", -1)).hasSize(2);
		assertThat(output.getAll()).contains("'orders-dlt'", "defaultRetryTopicKafkaTemplate");
	}

	@Test
	void everyFormOfSendIsJournaledAndReachesKafkaWithAllItsParts() {
		List<CompletableFuture<SendResult<String, String>>> sends = List.of(this.template.send("t", "value"),
				this.template.send("t", "key", "value"), this.template.send("t", 0, "key", "value"),
				this.template.send("t", 0, 17L, "key", "value"), this.template.sendDefault("value"),
				this.template.sendDefault("key", "value"), this.template.sendDefault(0, "key", "value"),
				this.template.sendDefault(0, 17L, "key", "value"),
				this.template.send(new ProducerRecord<>("t", 0, 17L, "key", "value")),
				this.template.send(MessageBuilder.withPayload("value")
					.setHeader(KafkaHeaders.TOPIC, "t")
					.setHeader(KafkaHeaders.KEY, "key")
					.setHeader(KafkaHeaders.PARTITION, 0)
					.setHeader(KafkaHeaders.TIMESTAMP, 17L)
					.build()));
		assertThat(sends).allSatisfy((send) -> assertThat(send).succeedsWithin(SOON));
		assertThat(this.outbox.kafka.history()).map(RobustKafkaTemplateTests::parts)
			.containsExactlyInAnyOrder("t null value", "t key value", "t-0 key value", "t-0@17 key value",
					"default null value", "default key value", "default-0 key value", "default-0@17 key value",
					"t-0@17 key value", "t-0@17 key value");
		assertThat(this.factory.producer.history()).isEmpty();
	}

	private static String parts(ProducerRecord<byte[], byte[]> record) {
		String where = record.topic() + ((record.partition() != null) ? "-" + record.partition() : "");
		String when = (record.timestamp() == 17L) ? "@17" : "";
		return "%s%s %s %s".formatted(where, when, text(record.key()), text(record.value()));
	}

	private static String text(byte[] bytes) {
		return (bytes != null) ? new String(bytes, StandardCharsets.UTF_8) : "null";
	}

	@Test
	void futuresCarryTheRecordAndItsMetadata() {
		assertThat(this.template.send("t", "key", "value")).succeedsWithin(SOON).satisfies((result) -> {
			assertThat(result.getProducerRecord().value()).isEqualTo("value");
			assertThat(result.getRecordMetadata().topic()).isEqualTo("t");
			assertThat(result.getRecordMetadata().hasOffset()).isTrue();
		});
	}

	@Test
	void excludedTopicsAreSentDirectly() {
		assertThat(this.template.send("direct", "key", "value")).succeedsWithin(SOON);
		assertThat(this.factory.producer.history()).hasSize(1);
		assertThat(this.outbox.kafka.history()).isEmpty();
	}

	@Test
	void aContextIsRefusedForAnExcludedTopicAndNeverSent() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.template.send(new ProducerRecord<>("direct", "key", "value"), "invoice 17"))
			.withMessageContaining("exclude-topics");
		assertThat(this.factory.producer.history()).isEmpty();
	}

	@Test
	void theProducerOfExecuteIsRobust() {
		this.template.execute((producer) -> producer.send(new ProducerRecord<>("t", "key", "value")));
		this.template.flush();
		assertThat(this.outbox.kafka.history()).hasSize(1);
		assertThat(this.factory.producer.history()).isEmpty();
	}

	@Test
	void transactionsAreRefusedAndSendAllIsNamed() {
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> this.template.executeInTransaction((operations) -> operations.send("t", "value")))
			.withMessageContaining("sendAll");
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> this.template.sendOffsetsToTransaction(Map.of(), mock(ConsumerGroupMetadata.class)))
			.withMessageContaining("sendAll");
		assertThat(this.template.isTransactional()).isFalse();
		assertThat(this.template.inTransaction()).isFalse();
	}

	@Test
	void metricsAndPartitionsAreThoseOfAProducer() {
		assertThat(this.template.metrics()).isNotNull();
		assertThat(this.template.partitionsFor("t")).isNotNull();
	}

	@Test
	void sendAllJournalsAllRecords() {
		List<CompletableFuture<RecordMetadata>> sends = this.template
			.sendAll(List.of(new ProducerRecord<>("t", "1"), new ProducerRecord<>("t", "2")));
		assertThat(sends).hasSize(2).allSatisfy((send) -> assertThat(send).succeedsWithin(SOON));
		assertThat(this.outbox.kafka.history()).map((record) -> text(record.value())).containsExactly("1", "2");
	}

	@Test
	void aRecordGoesToKafkaWithTheIdThatItsSenderGaveIt() {
		UUID id = UUID.randomUUID();
		SendReceipt receipt = this.template.sendAsync(new ProducerRecord<>("t", "key", "value"), id);
		assertThat(receipt.journaled()).succeedsWithin(SOON);
		assertThat(receipt.acknowledged()).succeedsWithin(SOON);
		assertThat(this.outbox.kafka.history().get(0).headers().lastHeader(RobustKafkaHeaders.RECORD_ID).value())
			.asString(StandardCharsets.UTF_8)
			.contains(id.toString());
	}

	@Test
	void theContextOfASendComesBackWithItsOutcome() {
		assertThat(this.template.send(new ProducerRecord<>("t", "value"), "order 17")).succeedsWithin(SOON);
		Awaitility.await().untilAsserted(() -> assertThat(this.outbox.contexts).containsExactly("t: order 17"));
		assertThat(Arrays.toString(this.outbox.kafka.history().get(0).headers().toArray())).doesNotContain("order 17");
	}

	@Test
	void listenersSeeTheTypedRecordOnce() {
		List<String> seen = new CopyOnWriteArrayList<>();
		this.template.setProducerListener(new ProducerListener<>() {

			@Override
			public void onSuccess(ProducerRecord<String, String> record, RecordMetadata metadata) {
				seen.add(record.value());
			}

		});
		assertThat(this.template.send("t", "value")).succeedsWithin(SOON);
		Awaitility.await().untilAsserted(() -> assertThat(seen).containsExactly("value"));
	}

	@Test
	void callbacksMaySendAndMustNotFlush() {
		CompletableFuture<Void> flushed = new CompletableFuture<>();
		this.template.setProducerListener(new ProducerListener<>() {

			@Override
			public void onSuccess(ProducerRecord<String, String> record, RecordMetadata metadata) {
				if (record.value().equals("1")) {
					RobustKafkaTemplateTests.this.template.send("t", "2");
					runFlush(flushed);
				}
			}

		});
		this.template.send("t", "1");
		assertThat(flushed).failsWithin(SOON)
			.withThrowableThat()
			.withCauseInstanceOf(IllegalStateException.class)
			.withMessageContaining("flush");
		Awaitility.await().untilAsserted(() -> assertThat(this.outbox.kafka.history()).hasSize(2));
	}

	private void runFlush(CompletableFuture<Void> flushed) {
		try {
			this.template.flush();
			flushed.complete(null);
		}
		catch (RuntimeException ex) {
			flushed.completeExceptionally(ex);
		}
	}

	@Test
	void sendAndJournalingAreObservedOncePerSendAndNeedNoBroker() {
		List<String> names = new CopyOnWriteArrayList<>();
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig().observationHandler(new ObservationHandler<>() {

			@Override
			public void onStop(Observation.Context context) {
				names.add(context.getName());
			}

			@Override
			public boolean supportsContext(Observation.Context context) {
				return true;
			}

		});
		this.template.setObservationEnabled(true);
		this.template.setObservationRegistry(registry);
		assertThat(this.template.send("t", "value")).succeedsWithin(SOON);
		Awaitility.await()
			.untilAsserted(
					() -> assertThat(names).containsExactlyInAnyOrder("spring.kafka.template", "robust.kafka.journal"));
	}

	@Test
	void aClosedTemplateRefuses() {
		this.template.destroy();
		this.template.destroy();
		assertThatIllegalStateException().isThrownBy(() -> this.template.send("t", "value"));
		assertThat(this.outbox.outbox.writer().pending()).isZero();
	}

}
