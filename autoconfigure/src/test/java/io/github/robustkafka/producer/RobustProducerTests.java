package io.github.robustkafka.producer;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.robustkafka.test.InMemoryOutboxStore;
import io.github.robustkafka.outbox.PendingQuery;
import io.github.robustkafka.outbox.PendingRecord;
import io.github.robustkafka.outbox.RecordIdConflictException;
import io.github.robustkafka.outcome.AwaitedRecords;
import io.github.robustkafka.outcome.Outcomes;
import io.github.robustkafka.worker.WakeUpSignal;
import io.github.robustkafka.worker.WorkerThread;
import io.github.robustkafka.writer.AppendedRecords;
import io.github.robustkafka.writer.OutboxObserver;
import io.github.robustkafka.writer.OutboxWriter;
import io.github.robustkafka.writer.RoomSettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

class RobustProducerTests {

	private static final int MAX_REQUEST = 2000;

	private final InMemoryOutboxStore store = new InMemoryOutboxStore();

	private final WakeUpSignal writerSignal = new WakeUpSignal();

	private final OutboxWriter writer = new OutboxWriter(this.store,
			new RoomSettings(1 << 20, 1 << 20, RoomSettings.WhenFull.REJECT, Duration.ofSeconds(1)), Clock.systemUTC(),
			this.writerSignal, AppendedRecords.NONE, OutboxObserver.NO_OP);

	private final WorkerThread writerThread = new WorkerThread("test-writer", this.writer, this.writerSignal,
			Duration.ofSeconds(5));

	private final Outcomes outcomes = new Outcomes(this.writer, List.of(), new AwaitedRecords(2, 1 << 20),
			new WakeUpSignal());

	private final RobustProducer<String, String> producer = producer(List.of(), CompleteOn.ACKNOWLEDGED);

	RobustProducerTests() {
		this.writerThread.start();
	}

	@AfterEach
	void close() {
		this.writerThread.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", ".", "..", "with space", "caf\u00e9", "a/b", "x'); DROP TABLE outbox;--" })
	void anInvalidTopicNameIsRefused(String topic) {
		assertThatExceptionOfType(InvalidTopicException.class)
			.isThrownBy(() -> this.producer.send(new ProducerRecord<>(topic, "value")))
			.withMessageContaining("Nothing was kept");
		assertThat(this.store.countPending()).isZero();
	}

	@Test
	void aTopicNameThatIsTooLongIsRefused() {
		assertThatExceptionOfType(InvalidTopicException.class)
			.isThrownBy(() -> this.producer.send(new ProducerRecord<>("t".repeat(250), "value")))
			.withMessageContaining("249");
	}

	@Test
	void aNegativePartitionIsRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.producer.send(new ProducerRecord<>("topic", -1, "key", "value")));
	}

	@Test
	void aRecordLargerThanARequestIsRefusedAndItsHeadersCount() {
		ProducerRecord<String, String> record = new ProducerRecord<>("topic", "v".repeat(1000));
		record.headers().add("h", new byte[1000]);
		assertThatExceptionOfType(RecordTooLargeException.class).isThrownBy(() -> this.producer.send(record))
			.withMessageContaining("max.request.size");
		assertThat(this.store.countPending()).isZero();
	}

	@Test
	void aValueThatItsSerializerDoesNotKnowIsRefused() {
		@SuppressWarnings({ "unchecked", "rawtypes" })
		ProducerRecord<String, String> record = (ProducerRecord) new ProducerRecord<>("topic", 17);
		assertThatExceptionOfType(SerializationException.class).isThrownBy(() -> this.producer.send(record))
			.withMessageContaining("java.lang.Integer");
		assertThat(this.store.countPending()).isZero();
	}

	@Test
	void aClosedProducerRefuses() {
		this.producer.close();
		this.producer.close();
		assertThatIllegalStateException().isThrownBy(() -> this.producer.send(new ProducerRecord<>("topic", "value")));
		assertThat(this.store.countPending()).isZero();
	}

	@Test
	void transactionsAreRefusedAndSendAllIsNamed() {
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(this.producer::beginTransaction)
			.withMessageContaining("sendAll");
	}

	@Test
	void sendReturnsWhenTheRecordIsStored() {
		Future<RecordMetadata> future = this.producer.send(new ProducerRecord<>("topic", "key", "value"));
		assertThat(this.store.countPending()).isEqualTo(1);
		assertThat(future).isNotDone();
	}

	@Test
	void theFutureOfAnAwaitedRecordCompletesWithTheBrokersAnswer() throws Exception {
		Future<RecordMetadata> future = this.producer.send(new ProducerRecord<>("topic", "key", "value"));
		this.outcomes.acknowledged(stored("topic"), 3, 42, 1000);
		this.outcomes.passOn();
		this.outcomes.doWork();
		RecordMetadata metadata = future.get(5, TimeUnit.SECONDS);
		assertThat(metadata.partition()).isEqualTo(3);
		assertThat(metadata.offset()).isEqualTo(42);
		assertThat(metadata.serializedValueSize()).isEqualTo(5);
	}

	@Test
	void whenTooManyRecordsAreAwaitedTheFutureCompletesWithoutAnOffsetOnceJournaled() throws Exception {
		this.producer.send(new ProducerRecord<>("topic", "1"));
		this.producer.send(new ProducerRecord<>("topic", "2"));
		Future<RecordMetadata> third = this.producer.send(new ProducerRecord<>("topic", "3"));
		this.outcomes.doWork();
		assertThat(third.get(5, TimeUnit.SECONDS).hasOffset()).isFalse();
	}

	@Test
	void completeOnJournaledNeedsNoBroker() throws Exception {
		Future<RecordMetadata> future = producer(List.of(), CompleteOn.JOURNALED)
			.send(new ProducerRecord<>("topic", "value"));
		this.outcomes.doWork();
		assertThat(future.get(5, TimeUnit.SECONDS).hasOffset()).isFalse();
	}

	@Test
	void sendAllJournalsAllOrNone() {
		assertThatExceptionOfType(RecordTooLargeException.class).isThrownBy(() -> this.producer.sendAll(
				List.of(new ProducerRecord<>("topic", "1"), new ProducerRecord<>("topic", "v".repeat(MAX_REQUEST)))));
		assertThat(this.store.countPending()).isZero();
		this.producer.sendAll(List.of(new ProducerRecord<>("topic", "1"), new ProducerRecord<>("topic", "2")));
		assertThat(this.store.countPending()).isEqualTo(2);
	}

	@Test
	void aRecordIdGivenTwiceMakesOneRecordAndOtherContentIsRefused() throws Exception {
		UUID id = UUID.randomUUID();
		ProducerRecord<String, String> record = new ProducerRecord<>("topic", null, 1L, "key", "value");
		assertThat(journaled(this.producer.sendAsync(record, id))).isNull();
		assertThat(journaled(this.producer.sendAsync(record, id))).isNull();
		assertThat(this.store.countPending()).isEqualTo(1);
		ProducerRecord<String, String> other = new ProducerRecord<>("topic", null, 1L, "key", "other");
		assertThat(journaled(this.producer.sendAsync(other, id))).isInstanceOf(RecordIdConflictException.class);
		await().until(() -> this.outcomes.doWork() == 0 && this.outcomes.awaited().size() == 1);
		Map<UUID, ProducerRecord<String, String>> both = new LinkedHashMap<>();
		both.put(id, record);
		both.put(UUID.randomUUID(), record);
		assertThat(this.producer.sendAll(both)).hasSize(2);
		assertThat(this.store.countPending()).isEqualTo(2);
	}

	@Test
	void aRecordSentAgainUnderItsIdLaterOrInAnotherTraceIsTheSameRecord() throws Exception {
		UUID id = UUID.randomUUID();
		ProducerRecord<String, String> first = new ProducerRecord<>("topic", null, 1L, "key", "value");
		first.headers().add("type", new byte[] { 1 }).add("traceparent", new byte[] { 2 });
		ProducerRecord<String, String> again = new ProducerRecord<>("topic", null, 2L, "key", "value");
		again.headers().add("type", new byte[] { 1 }).add("X-B3-TraceId", new byte[] { 3 });
		assertThat(journaled(this.producer.sendAsync(first, id))).isNull();
		assertThat(journaled(this.producer.sendAsync(again, id))).isNull();
		assertThat(this.store.countPending()).isEqualTo(1);
		assertThat(stored("topic").record().timestamp()).isEqualTo(1);
		again.headers().add("type", new byte[] { 2 });
		assertThat(journaled(this.producer.sendAsync(again, id))).isInstanceOf(RecordIdConflictException.class);
	}

	@Test
	void aSenderMayUseItsArraysAgain() {
		byte[] key = { 1 };
		byte[] value = { 2 };
		RobustProducer<byte[], byte[]> bytes = new RobustProducer<>(this.writer, this.outcomes,
				new ByteArraySerializer(), new ByteArraySerializer(), List.of(), settings(CompleteOn.ACKNOWLEDGED),
				MockProducer::new);
		bytes.send(new ProducerRecord<>("topic", key, value));
		key[0] = 7;
		value[0] = 7;
		assertThat(stored("topic").record().key()).containsExactly(1);
		assertThat(stored("topic").record().value()).containsExactly(2);
	}

	private Throwable journaled(SendReceipt receipt) throws Exception {
		CompletableFuture<Throwable> answer = receipt.journaled().handle((nothing, failure) -> failure);
		while (!answer.isDone()) {
			this.outcomes.doWork();
		}
		return answer.get();
	}

	@Test
	void theContextOfASendIsKeptInTheOutboxAndNotAmongTheHeaders() {
		this.producer.send(ContextHeader.addedTo(new ProducerRecord<>("topic", "value"), "invoice 17"), null);
		assertThat(stored("topic").record().context()).isEqualTo("invoice 17");
		assertThat(stored("topic").record().headers().bytes()).isEmpty();
	}

	@Test
	void interceptorsSeeTypedRecordsOnceAndTheOutcome() throws Exception {
		RememberingInterceptor interceptor = new RememberingInterceptor();
		Future<RecordMetadata> future = producer(List.of(interceptor), CompleteOn.ACKNOWLEDGED)
			.send(new ProducerRecord<>("topic", "value"));
		this.outcomes.acknowledged(stored("topic"), 0, 7, 1000);
		this.outcomes.passOn();
		this.outcomes.doWork();
		future.get(5, TimeUnit.SECONDS);
		assertThat(interceptor.seen).containsExactly("sent value", "acknowledged 7");
	}

	@Test
	void interceptorsSeeTheOutcomeOnceAlsoIfTheFutureWasCancelled() {
		RememberingInterceptor interceptor = new RememberingInterceptor();
		SendReceipt receipt = producer(List.of(interceptor), CompleteOn.ACKNOWLEDGED)
			.sendAsync(new ProducerRecord<>("topic", "value"));
		await().until(() -> this.store.countPending() == 1);
		receipt.acknowledged().cancel(false);
		this.outcomes.failed(stored("topic"), new IllegalStateException("too large"));
		this.outcomes.passOn();
		this.outcomes.doWork();
		this.outcomes.onStop();
		assertThat(interceptor.seen).containsExactly("sent value", "acknowledged -1");
	}

	@Test
	void interceptorsSeeTheEndOfWhatIsRefused() {
		RememberingInterceptor interceptor = new RememberingInterceptor();
		RobustProducer<String, String> intercepted = producer(List.of(interceptor), CompleteOn.ACKNOWLEDGED);
		ProducerRecord<String, String> good = new ProducerRecord<>("topic", "good");
		ProducerRecord<String, String> bad = new ProducerRecord<>("bad name", "bad");
		assertThatExceptionOfType(InvalidTopicException.class).isThrownBy(() -> intercepted.sendAsync(bad));
		assertThat(interceptor.seen).containsExactly("sent bad", "acknowledged -1");
		interceptor.seen.clear();
		assertThatExceptionOfType(InvalidTopicException.class)
			.isThrownBy(() -> intercepted.sendAll(List.of(good, bad)));
		assertThat(interceptor.seen).containsExactly("sent good", "sent bad", "acknowledged -1", "acknowledged -1");
	}

	private PendingRecord stored(String topic) {
		return this.store.findPending(new PendingQuery(topic, null, 0, Long.MAX_VALUE, 1, 1)).records().get(0);
	}

	private RobustProducer<String, String> producer(List<ProducerInterceptor<String, String>> interceptors,
			CompleteOn completeOn) {
		return new RobustProducer<>(this.writer, this.outcomes, new StringSerializer(), new StringSerializer(),
				interceptors, settings(completeOn), MockProducer::new);
	}

	private static ProducerSettings settings(CompleteOn completeOn) {
		return new ProducerSettings(new RecordLimits(MAX_REQUEST, 1 << 20), completeOn, Duration.ofSeconds(1));
	}

	private static final class RememberingInterceptor implements ProducerInterceptor<String, String> {

		private final List<String> seen = new ArrayList<>();

		@Override
		public ProducerRecord<String, String> onSend(ProducerRecord<String, String> record) {
			this.seen.add("sent " + record.value());
			return record;
		}

		@Override
		public void onAcknowledgement(RecordMetadata metadata, Exception exception) {
			this.seen.add("acknowledged " + metadata.offset());
		}

		@Override
		public void close() {
		}

		@Override
		public void configure(Map<String, ?> configs) {
		}

	}

}
