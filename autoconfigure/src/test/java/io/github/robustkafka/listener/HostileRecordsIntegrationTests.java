package io.github.robustkafka.listener;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.kafka.support.KafkaHeaders;

import io.github.robustkafka.broker.BrokerExtension;
import io.github.robustkafka.broker.BrokerProcess;
import io.github.robustkafka.broker.TopicReader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Records that somebody made to do harm, or by mistake: on the main topic and on the
 * retry topic.
 */
@ExtendWith(BrokerExtension.class)
class HostileRecordsIntegrationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final String ATTEMPTS = "retry_topic-attempts";

	private static final String DUE = "retry_topic-backoff-timestamp";

	private static final byte[] NOT_UTF_8 = { (byte) 0xc3, 0x28, (byte) 0xff, 0, (byte) 0xfe };

	private static final String JSON = "org.springframework.kafka.support.serializer.JacksonJsonDeserializer";

	private static final String GUARDED = "org.springframework.kafka.support.serializer.ErrorHandlingDeserializer";

	@TempDir
	private Path directory;

	private String topic = "";

	private ApplicationContextRunner contexts(BrokerProcess broker) {
		this.topic = broker.topics().createNew("orders", 2);
		return ListenerContexts.in(broker, this.directory)
			.withPropertyValues("test.topic=" + this.topic, "robust.kafka.listeners.payments.group-id=g",
					"robust.kafka.listener.retry.backoff.jitter=0", "robust.kafka.listener.retry.attempts=2",
					"robust.kafka.listener.retry.backoff.delay=500ms");
	}

	@Test
	void aTextThatIsNotUtf8IsHandled(BrokerProcess broker) {
		contexts(broker).withBean(Texts.class).run((context) -> {
			send(broker, new ProducerRecord<>(this.topic, NOT_UTF_8, NOT_UTF_8));
			send(broker, new ProducerRecord<>(this.topic, new byte[0], new byte[0]));
			Texts texts = context.getBean(Texts.class);
			await().atMost(PATIENCE).until(() -> texts.handled.size() == 2);
		});
	}

	@Test
	void brokenJsonBecomesADeadLetterByteForByte(BrokerProcess broker) {
		brokenJson(contexts(broker).withPropertyValues("spring.kafka.consumer.value-deserializer=" + JSON), broker);
	}

	@Test
	void brokenJsonBecomesADeadLetterWithAnErrorHandlingDeserializer(BrokerProcess broker) {
		brokenJson(contexts(broker).withPropertyValues("spring.kafka.consumer.value-deserializer=" + GUARDED,
				"spring.kafka.consumer.properties[spring.deserializer.value.delegate.class]=" + JSON), broker);
	}

	private void brokenJson(ApplicationContextRunner contexts, BrokerProcess broker) {
		contexts
			.withPropertyValues("spring.kafka.consumer.properties[spring.json.value.default.type]=java.util.TreeMap",
					"spring.kafka.consumer.properties[spring.json.trusted.packages]=java.util")
			.withBean(Json.class)
			.run((context) -> {
				List<byte[]> broken = List.of("{\"a\":".getBytes(StandardCharsets.UTF_8), NOT_UTF_8, new byte[300],
						"[1]".getBytes(StandardCharsets.UTF_8));
				broken.forEach((value) -> send(broker,
						new ProducerRecord<>(this.topic, 0, "k".getBytes(StandardCharsets.UTF_8), value)));
				ProducerRecord<byte[], byte[]> evil = record("{\"a\":3}");
				evil.headers().add("__TypeId__", "javax.script.ScriptEngineManager".getBytes(StandardCharsets.UTF_8));
				send(broker, evil);
				send(broker, record("{\"a\":1}"));
				Json json = context.getBean(Json.class);
				await().atMost(PATIENCE).until(() -> json.handled.contains(Map.of("a", 1)));
				String deadLetters = this.topic + "-g-dlt";
				await().atMost(PATIENCE).until(() -> TopicReader.read(broker, deadLetters).records().size() == 5);
				List<byte[]> values = new ArrayList<>();
				TopicReader.read(broker, deadLetters).records().forEach((letter) -> values.add(letter.value()));
				assertThat(values).contains(broken.toArray(byte[][]::new));
			});
	}

	@Test
	void controlHeadersOnTheMainTopicChangeNothing(BrokerProcess broker) {
		contexts(broker).withBean(FailingOnce.class).run((context) -> {
			List<ProducerRecord<byte[], byte[]>> hostile = hostile(this.topic);
			long start = System.nanoTime();
			send(broker, hostile);
			FailingOnce listener = context.getBean(FailingOnce.class);
			await().atMost(PATIENCE).until(() -> listener.handled.size() == hostile.size());
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
			assertThat(listener.failed).as("each failed first, and came again by the retry topic")
				.hasSize(hostile.size());
			assertThat(listener.handled).doesNotHaveDuplicates();
			assertThat(listener.early).isEmpty();
			assertThat(TopicReader.read(broker, this.topic + "-g-dlt").records()).isEmpty();
		});
	}

	@Test
	void controlHeadersOnTheRetryTopicAreTakenWithinTheirBounds(BrokerProcess broker) {
		contexts(broker).withBean(Texts.class).run((context) -> {
			String retry = this.topic + "-g-retry-0";
			await().atMost(PATIENCE).until(() -> broker.topics().names().contains(retry));
			List<ProducerRecord<byte[], byte[]>> hostile = hostile(retry);
			long start = System.nanoTime();
			send(broker, hostile);
			Texts texts = context.getBean(Texts.class);
			await().atMost(PATIENCE).until(() -> texts.handled.size() == hostile.size());
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
			send(broker, new ProducerRecord<>(retry, "fail".getBytes(StandardCharsets.UTF_8)));
			await().atMost(PATIENCE).until(() -> TopicReader.read(broker, this.topic + "-g-dlt").records().size() == 1);
		});
	}

	private static List<ProducerRecord<byte[], byte[]>> hostile(String topic) {
		List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
		for (byte[] attempts : List.of(bytes(Integer.MAX_VALUE), bytes(-1), bytes(0), new byte[0], new byte[1],
				new byte[5000])) {
			records.add(with(topic, ATTEMPTS, attempts));
		}
		for (byte[] due : List.of(bytes(Long.MAX_VALUE), bytes(-1L), bytes(Long.MIN_VALUE),
				bytes(System.currentTimeMillis() + 86_400_000L), new byte[3], new byte[0])) {
			records.add(with(topic, DUE, due));
		}
		for (String name : List.of(KafkaHeaders.ORIGINAL_TOPIC, KafkaHeaders.ORIGINAL_PARTITION,
				KafkaHeaders.ORIGINAL_OFFSET, KafkaHeaders.ORIGINAL_TIMESTAMP, "robust-record-id",
				KafkaHeaders.DELIVERY_ATTEMPT, "__TypeId__", "traceparent")) {
			records.add(with(topic, name, NOT_UTF_8));
			records.add(with(topic, name, bytes(Integer.MAX_VALUE)));
			records.add(with(topic, name, null));
		}
		ProducerRecord<byte[], byte[]> elsewhere = with(topic, KafkaHeaders.ORIGINAL_TOPIC,
				"elsewhere".getBytes(StandardCharsets.UTF_8));
		elsewhere.headers()
			.add(KafkaHeaders.ORIGINAL_PARTITION, bytes(7777))
			.add(KafkaHeaders.ORIGINAL_OFFSET, bytes(Long.MAX_VALUE));
		records.add(elsewhere);
		ProducerRecord<byte[], byte[]> many = with(topic, DUE, bytes(Long.MAX_VALUE));
		for (int i = 0; i < 200; i++) {
			many.headers().add(ATTEMPTS, bytes(i)).add("robust-record-id", new byte[i]).add(DUE, new byte[i]);
		}
		records.add(many);
		int number = 0;
		List<ProducerRecord<byte[], byte[]>> numbered = new ArrayList<>();
		for (ProducerRecord<byte[], byte[]> record : records) {
			byte[] value = ("order " + number++).getBytes(StandardCharsets.UTF_8);
			numbered.add(new ProducerRecord<>(topic, number % 2, null, new byte[] { (byte) number }, value,
					record.headers()));
		}
		return numbered;
	}

	private static ProducerRecord<byte[], byte[]> with(String topic, String header, byte[] value) {
		ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, new byte[0]);
		record.headers().add(header, value);
		return record;
	}

	private ProducerRecord<byte[], byte[]> record(String value) {
		return new ProducerRecord<>(this.topic, value.getBytes(StandardCharsets.UTF_8));
	}

	private static byte[] bytes(int number) {
		return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
	}

	private static byte[] bytes(long number) {
		return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
	}

	private static void send(BrokerProcess broker, ProducerRecord<byte[], byte[]> record) {
		send(broker, List.of(record));
	}

	private static void send(BrokerProcess broker, List<ProducerRecord<byte[], byte[]>> records) {
		try (Producing producing = new Producing(broker)) {
			records.forEach(producing::send);
		}
	}

	static class Texts {

		final Queue<String> handled = new ConcurrentLinkedQueue<>();

		@RobustListener(id = "payments", topics = "${test.topic}")
		void charge(String order) {
			if (order.equals("fail")) {
				throw new IllegalStateException("no funds");
			}
			this.handled.add(order);
		}

	}

	static class Json {

		final Queue<Object> handled = new ConcurrentLinkedQueue<>();

		@RobustListener(id = "payments", topics = "${test.topic}")
		void charge(ConsumerRecord<Object, Map<String, Object>> order) {
			this.handled.add(Map.copyOf(order.value()));
		}

	}

	static class FailingOnce {

		final Queue<String> handled = new ConcurrentLinkedQueue<>();

		final Map<String, Long> failed = new java.util.concurrent.ConcurrentHashMap<>();

		final Queue<String> early = new ConcurrentLinkedQueue<>();

		@RobustListener(id = "payments", topics = "${test.topic}")
		void charge(ConsumerRecord<byte[], String> order) {
			Long failedAt = this.failed.putIfAbsent(order.value(), System.nanoTime());
			if (failedAt == null) {
				throw new IllegalStateException("once");
			}
			if (System.nanoTime() - failedAt < Duration.ofMillis(500).toNanos()) {
				this.early.add(order.value());
			}
			this.handled.add(order.value());
		}

	}

}
