package io.github.robustkafka.runtime;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import io.github.robustkafka.RobustKafkaHeaders;
import io.github.robustkafka.broker.BrokerExtension;
import io.github.robustkafka.broker.BrokerProcess;
import io.github.robustkafka.broker.DeliveryReport;
import io.github.robustkafka.broker.SentRecord;
import io.github.robustkafka.broker.TopicReader;
import io.github.robustkafka.outbox.OutboxListener;
import io.github.robustkafka.producer.SendReceipt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * What senders see, with a real broker.
 */
@ExtendWith(BrokerExtension.class)
class SendingIntegrationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final Map<String, Object> NO_BROKER = Map.of("bootstrap.servers", "127.0.0.1:1");

	@TempDir
	private Path directory;

	@Test
	void everyFieldSurvivesJournalAndRestart(BrokerProcess broker) {
		String topic = broker.topics().createNew("fields", 3);
		List<ProducerRecord<String, String>> sent = new ArrayList<>();
		for (String key : new String[] { null, "", "key \u00e4\u0000" }) {
			for (String value : new String[] { null, "", "value \ud83c\udf75" }) {
				ProducerRecord<String, String> record = new ProducerRecord<>(topic, 2, 1234567890123L + sent.size(),
						key, value);
				record.headers().add("b", new byte[] { 0, -1 }).add("a", null).add("b", new byte[0]);
				sent.add(record);
			}
		}
		try (RunningOutbox outbox = RunningOutbox.open(file(), NO_BROKER)) {
			sent.forEach(outbox.producer()::send);
		}
		drain(broker);
		List<ConsumerRecord<byte[], byte[]>> received = TopicReader.read(broker, topic).records();
		assertThat(received).hasSameSizeAs(sent);
		for (int i = 0; i < sent.size(); i++) {
			assertSame(sent.get(i), received.get(i));
		}
	}

	private static void assertSame(ProducerRecord<String, String> sent, ConsumerRecord<byte[], byte[]> received) {
		assertThat(received.partition()).isEqualTo(sent.partition());
		assertThat(received.timestamp()).isEqualTo(sent.timestamp());
		assertThat(received.key()).isEqualTo(bytes(sent.key()));
		assertThat(received.value()).isEqualTo(bytes(sent.value()));
		List<Header> headers = new ArrayList<>();
		received.headers().forEach(headers::add);
		assertThat(headers).extracting(Header::key).containsExactly("b", "a", "b", RobustKafkaHeaders.RECORD_ID);
		assertThat(headers.subList(0, 3)).extracting(Header::value)
			.containsExactly(new byte[] { 0, -1 }, null, new byte[0]);
	}

	@Test
	void recordsGoToThePartitionThatAPlainProducerWouldChoose(BrokerProcess broker) throws Exception {
		String robust = broker.topics().createNew("robust", 7);
		String plain = broker.topics().createNew("plain", 7);
		try (RunningOutbox outbox = RunningOutbox.open(file(), broker.clientProperties());
				KafkaProducer<String, String> producer = new KafkaProducer<>(broker.clientProperties(),
						new StringSerializer(), new StringSerializer())) {
			for (int i = 0; i < 100; i++) {
				Future<RecordMetadata> first = outbox.send(robust, "key" + i, i);
				Future<RecordMetadata> second = producer.send(new ProducerRecord<>(plain, "key" + i, "order " + i));
				assertThat(first.get(10, TimeUnit.SECONDS).partition())
					.isEqualTo(second.get(10, TimeUnit.SECONDS).partition());
			}
		}
	}

	@Test
	void outcomesReachListenersWithTheirContextAlsoAfterARestart(BrokerProcess broker) {
		String topic = broker.topics().createNew("context", 1);
		try (RunningOutbox outbox = RunningOutbox.open(file(), NO_BROKER)) {
			outbox.producer().send(new ProducerRecord<>(topic, "order 1"), "invoice 17", null);
		}
		List<String> heard = new ArrayList<>();
		OutboxListener listener = new OutboxListener() {
			@Override
			public void acknowledged(SentRecord record, int partition, long offset) {
				heard.add(record.topic() + " " + record.context() + " " + partition + " " + offset);
			}
		};
		try (RunningOutbox outbox = RunningOutbox.open(file(), broker.clientProperties(), listener)) {
			await().atMost(PATIENCE).until(() -> outbox.outbox().writer().pending() == 0);
		}
		assertThat(heard).containsExactly(topic + " invoice 17 0 0");
		assertThat(TopicReader.read(broker, topic).records()).singleElement()
			.satisfies((record) -> assertThat(record.headers()).hasSize(1));
	}

	@Test
	void aCallbackMaySendAndMustNotFlush(BrokerProcess broker) throws Exception {
		String topic = broker.topics().createNew("callbacks", 1);
		try (RunningOutbox outbox = RunningOutbox.open(file(), broker.clientProperties())) {
			CompletableFuture<Throwable> flushed = new CompletableFuture<>();
			outbox.producer().send(new ProducerRecord<>(topic, "order 1"), (metadata, failure) -> {
				outbox.send(topic, null, 2);
				try {
					outbox.producer().flush();
				}
				catch (IllegalStateException ex) {
					flushed.complete(ex);
				}
			});
			assertThatIllegalStateException().isThrownBy(() -> {
				throw flushed.get(10, TimeUnit.SECONDS);
			}).withMessageContaining("Flush on another thread");
			outbox.producer().flush();
			assertThat(TopicReader.read(broker, topic).records()).hasSize(2);
		}
	}

	@Test
	void anInheritedRecordIdIsReplaced(BrokerProcess broker) {
		String topic = broker.topics().createNew("inherited", 1);
		ProducerRecord<String, String> record = new ProducerRecord<>(topic, "order 1");
		record.headers().add(RobustKafkaHeaders.RECORD_ID, "from elsewhere".getBytes(StandardCharsets.UTF_8));
		try (RunningOutbox outbox = RunningOutbox.open(file(), broker.clientProperties())) {
			outbox.producer().send(record);
			outbox.producer().flush();
		}
		assertThat(TopicReader.read(broker, topic).records()).singleElement()
			.satisfies((received) -> assertThat(
					new String(received.headers().lastHeader(RobustKafkaHeaders.RECORD_ID).value()))
				.hasSize(36));
	}

	@Test
	void aThousandThreadsSendAtOnceAndEachKeepsItsOrder(BrokerProcess broker) throws Exception {
		sendAtOnce(broker, 1000, Thread::new);
	}

	/**
	 * Where the Java version has no virtual threads, platform threads stand in for them.
	 */
	@Test
	void tenThousandVirtualThreadsSendAtOnceAndEachKeepsItsOrder(BrokerProcess broker) throws Exception {
		if (Runtime.version().feature() >= 21) {
			Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
			sendAtOnce(broker, 10_000,
					(ThreadFactory) Class.forName("java.lang.Thread$Builder").getMethod("factory").invoke(builder));
		}
		else {
			sendAtOnce(broker, 2000, Thread::new);
		}
	}

	private void sendAtOnce(BrokerProcess broker, int threads, ThreadFactory factory) throws Exception {
		String topic = broker.topics().createNew("threads", 3);
		ConcurrentLinkedQueue<SentRecord> sent = new ConcurrentLinkedQueue<>();
		try (RunningOutbox outbox = RunningOutbox.open(file(), broker.clientProperties())) {
			CountDownLatch done = new CountDownLatch(threads);
			for (int i = 0; i < threads; i++) {
				String key = "k" + i;
				factory.newThread(() -> {
					for (int sequence = 0; sequence < 5; sequence++) {
						outbox.send(topic, key, sequence);
						sent.add(new SentRecord(key, sequence));
					}
					done.countDown();
				}).start();
			}
			assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
			outbox.awaitEmpty(PATIENCE);
		}
		assertThat(TopicReader.compare(broker, topic, List.copyOf(sent))).matches(DeliveryReport::isCompleteAndOrdered);
	}

	@Test
	void queuedRecordsShareCommitsAndTheirReceiptsTellBothSteps(BrokerProcess broker) throws Exception {
		String topic = broker.topics().createNew("queued", 3);
		List<SentRecord> sent = new ArrayList<>();
		List<SendReceipt> receipts = new ArrayList<>();
		try (RunningOutbox outbox = RunningOutbox.open(file(), broker.clientProperties())) {
			for (int i = 0; i < 10_000; i++) {
				sent.add(new SentRecord("k" + i % 10, i));
				receipts.add(outbox.producer().sendAsync(new ProducerRecord<>(topic, "k" + i % 10, "order " + i)));
			}
			for (SendReceipt receipt : receipts) {
				receipt.journaled().get(30, TimeUnit.SECONDS);
				assertThat(receipt.acknowledged().get(30, TimeUnit.SECONDS).hasOffset()).isTrue();
			}
		}
		assertThat(TopicReader.compare(broker, topic, sent)).matches(DeliveryReport::isCompleteAndOrdered);
	}

	@Test
	void closeLeavesNoThreadAndIsIdempotent(BrokerProcess broker) {
		Set<Thread> before = Thread.getAllStackTraces().keySet();
		RunningOutbox outbox = RunningOutbox.open(file(), broker.clientProperties());
		outbox.send(broker.topics().createNew("closed", 1), "k", 1);
		outbox.awaitEmpty(PATIENCE);
		outbox.close();
		outbox.close();
		assertThatIllegalStateException().isThrownBy(() -> outbox.send("closed", "k", 2));
		await().atMost(PATIENCE)
			.untilAsserted(() -> assertThat(Thread.getAllStackTraces()
				.keySet()
				.stream()
				.filter((thread) -> !before.contains(thread))
				.map(Thread::getName)
				.filter((name) -> name.contains("robust-kafka"))
				.collect(Collectors.toSet())).isEmpty());
	}

	private void drain(BrokerProcess broker) {
		try (RunningOutbox outbox = RunningOutbox.open(file(), broker.clientProperties())) {
			await().atMost(PATIENCE).until(() -> outbox.outbox().writer().pending() == 0);
		}
	}

	private Path file() {
		return this.directory.resolve("outbox.db");
	}

	private static byte[] bytes(String text) {
		return (text != null) ? text.getBytes(StandardCharsets.UTF_8) : null;
	}

}
