package io.github.robustkafka.runtime;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;

import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;

import org.springframework.kafka.core.DefaultKafkaProducerFactory;

import io.github.robustkafka.broker.SentRecord;
import io.github.robustkafka.outbox.OutboxListener;
import io.github.robustkafka.producer.CompleteOn;
import io.github.robustkafka.producer.ProducerSettings;
import io.github.robustkafka.producer.RecordLimits;
import io.github.robustkafka.producer.RobustProducer;
import io.github.robustkafka.producer.SendReceipt;
import io.github.robustkafka.relay.BackoffSettings;
import io.github.robustkafka.relay.RelayProducerConfig;
import io.github.robustkafka.relay.RelaySettings;
import io.github.robustkafka.sqlite.Durability;
import io.github.robustkafka.sqlite.SqliteOutboxStore;
import io.github.robustkafka.sqlite.SqliteSettings;
import io.github.robustkafka.template.KafkaProducerSource;
import io.github.robustkafka.writer.OutboxObserver;
import io.github.robustkafka.writer.RoomSettings;

/**
 * An outbox in a file with its relay, as the auto-configuration would run it, and a
 * producer of text records.
 */
final class RunningOutbox implements AutoCloseable {

	static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(10);

	private static final long MAX_SIZE = 4L * 1024 * 1024 * 1024;

	private final Outbox outbox;

	private final RobustProducer<String, String> producer;

	private RunningOutbox(Outbox outbox, RobustProducer<String, String> producer) {
		this.outbox = outbox;
		this.producer = producer;
	}

	static RunningOutbox open(Path file, Map<String, Object> client, OutboxListener... listeners) {
		Map<String, Object> config = new HashMap<>(client);
		DefaultKafkaProducerFactory<String, String> factory = new DefaultKafkaProducerFactory<>(config,
				new StringSerializer(), new StringSerializer());
		KafkaProducerSource source = new KafkaProducerSource("relay", RelayProducerConfig.from(config), factory);
		Outbox outbox = Outbox.start(
				SqliteOutboxStore.open(new SqliteSettings(file, Durability.POWER_LOSS, Duration.ZERO, MAX_SIZE)),
				source, settings(), List.of(listeners), OutboxObserver.NO_OP);
		RobustProducer<String, String> producer = new RobustProducer<>(outbox.writer(), outbox.outcomes(),
				new StringSerializer(), new StringSerializer(), List.of(),
				new ProducerSettings(new RecordLimits(1024 * 1024, 32 * 1024 * 1024), CompleteOn.ACKNOWLEDGED,
						Duration.ofSeconds(60)),
				() -> (Producer<String, String>) factory.createProducer());
		return new RunningOutbox(outbox, producer);
	}

	private static OutboxSettings settings() {
		BackoffSettings backoff = new BackoffSettings(Duration.ofMillis(200), 2, Duration.ofSeconds(2), 0.2);
		return new OutboxSettings(
				new RoomSettings(MAX_SIZE, MAX_SIZE, RoomSettings.WhenFull.BLOCK, Duration.ofSeconds(60)),
				new RelaySettings(10_000, 16 * 1024 * 1024, Duration.ofSeconds(1), backoff), true, 100_000,
				64 * 1024 * 1024, DRAIN_TIMEOUT);
	}

	Outbox outbox() {
		return this.outbox;
	}

	RobustProducer<String, String> producer() {
		return this.producer;
	}

	Future<RecordMetadata> send(String topic, String key, long sequence) {
		return this.producer.send(new ProducerRecord<>(topic, key, "order " + sequence));
	}

	/**
	 * Sends many records, which share commits. All of them are on disk when it returns.
	 * @return what becomes of the last one
	 */
	Future<RecordMetadata> sendAll(String topic, List<SentRecord> records) {
		SendReceipt last = null;
		for (SentRecord record : records) {
			last = this.producer.sendAsync(new ProducerRecord<>(topic, record.key(), "order " + record.sequence()));
		}
		last.journaled().join();
		return last.acknowledged();
	}

	void awaitEmpty(Duration timeout) {
		if (!this.outbox.writer().flush(timeout)) {
			throw new AssertionError("%d records are still pending, %s".formatted(this.outbox.writer().pending(),
					this.outbox.relayStatus()));
		}
	}

	@Override
	public void close() {
		this.producer.close();
		this.outbox.close();
	}

}
