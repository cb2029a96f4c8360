package io.github.robustkafka.deadletter;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import io.github.robustkafka.RobustKafkaHeaders;
import io.github.robustkafka.autoconfigure.RobustContexts;
import io.github.robustkafka.broker.BrokerProcess;
import io.github.robustkafka.broker.TopicReader;
import io.github.robustkafka.listener.RobustListeners;
import io.github.robustkafka.listener.RunningListener;
import io.github.robustkafka.retry.ListenerObserver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

/**
 * A topic with two partitions and the listeners of {@link Payments}, at a real broker.
 */
final class DeadLetterScene {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	final BrokerProcess broker;

	final String topic;

	final String group;

	final HandTiming timing = new HandTiming();

	private final Path directory;

	DeadLetterScene(BrokerProcess broker, Path directory) {
		this.broker = broker;
		this.directory = directory;
		this.topic = broker.topics().createNew("orders", 2);
		this.group = "g" + this.topic.substring(this.topic.length() - 8);
	}

	ApplicationContextRunner contexts(int attempts) {
		return RobustContexts.in(this.directory)
			.withBean(Payments.class)
			.withPropertyValues("spring.kafka.bootstrap-servers=" + this.broker.bootstrapServers(),
					"spring.kafka.consumer.auto-offset-reset=earliest", "test.topic=" + this.topic,
					"test.group=" + this.group, "robust.kafka.listener.retry.attempts=" + attempts,
					"robust.kafka.listener.retry.backoff.delay=50ms", "robust.kafka.listener.retry.backoff.jitter=0");
	}

	/** Runs with 6 letters of each exception in two partitions. */
	void withTwelve(int attempts, BiConsumer<ApplicationContext, Payments> test) {
		contexts(attempts).run((context) -> {
			try (Producer<byte[], byte[]> producer = producer()) {
				for (int i = 0; i < 12; i++) {
					String value = ((i % 3 == 0 || i > 9) ? "bad " : "poor ") + i;
					producer.send(record(this.topic, i % 2, "k" + i % 5, value));
				}
			}
			awaitLetters(context, 12);
			test.accept(context, context.getBean(Payments.class));
		});
	}

	void awaitLetters(ApplicationContext context, int count) {
		DeadLetters letters = context.getBean(DeadLetters.class);
		await().atMost(PATIENCE).until(() -> letters.count("payments").total() == count);
	}

	/** Sends with a record id and headers of its own. */
	void send(String topic, int partition, String key, String value, Header... more) {
		try (Producer<byte[], byte[]> producer = producer()) {
			producer.send(record(topic, partition, key, value, more));
		}
	}

	private static ProducerRecord<byte[], byte[]> record(String topic, int partition, String key, String value,
			Header... more) {
		ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, partition, 1_700_000_000_000L,
				key.getBytes(UTF_8), value.getBytes(UTF_8));
		record.headers().add("tenant", new byte[] { (byte) 0xc3, 0 }).add("tenant", null);
		for (Header header : more) {
			record.headers().add(header);
		}
		if (more.length == 0) {
			record.headers().add(RobustKafkaHeaders.RECORD_ID, UUID.randomUUID().toString().getBytes(UTF_8));
		}
		return record;
	}

	/** With one request at a time, as a new topic can take the second of two alone. */
	private Producer<byte[], byte[]> producer() {
		Map<String, Object> config = new HashMap<>(this.broker.clientProperties());
		config.put("max.in.flight.requests.per.connection", 1);
		return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
	}

	DeadLetters letters(ApplicationContext context, DeadLetterClients clients) {
		return new DeadLetters(
				() -> context.getBean(RobustListeners.class).all().stream().map(RunningListener::settings).toList(),
				clients, ListenerObserver.NO_OP, (end) -> this.timing);
	}

	String retryTopic() {
		return this.topic + "-" + this.group + "-retry-0";
	}

	String deadLetterTopic() {
		return this.topic + "-" + this.group + "-dlt";
	}

	int recordsIn(String name) {
		return TopicReader.read(this.broker, name).records().size();
	}

	/** Waits until all that is in the retry topic was handled. */
	void awaitRetried() {
		try (Admin admin = this.broker.admin()) {
			await().atMost(PATIENCE)
				.until(() -> admin.listConsumerGroupOffsets(this.group + "-retry")
					.partitionsToOffsetAndMetadata()
					.get()
					.values()
					.stream()
					.mapToLong((each) -> each.offset())
					.sum() == recordsIn(retryTopic()));
		}
	}

	void awaitHandled(Payments payments, int count) {
		await().atMost(PATIENCE).until(() -> payments.handled.size() == count);
	}

}
