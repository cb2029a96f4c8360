package io.github.robustkafka.template;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import io.github.robustkafka.outbox.OutboxListener;
import io.github.robustkafka.producer.CompleteOn;
import io.github.robustkafka.relay.BackoffSettings;
import io.github.robustkafka.relay.RelaySettings;
import io.github.robustkafka.runtime.Outbox;
import io.github.robustkafka.runtime.OutboxSettings;
import io.github.robustkafka.sqlite.Durability;
import io.github.robustkafka.sqlite.SqliteOutboxStore;
import io.github.robustkafka.sqlite.SqliteSettings;
import io.github.robustkafka.template.RobustKafkaTemplates.TemplateSettings;
import io.github.robustkafka.writer.OutboxObserver;
import io.github.robustkafka.writer.RoomSettings;

/**
 * A running outbox whose relay publishes to a producer without a broker.
 */
final class TemplateOutbox implements AutoCloseable {

	final MockProducer<byte[], byte[]> kafka = new MockProducer<>(true, null, new ByteArraySerializer(),
			new ByteArraySerializer());

	final List<String> contexts = new CopyOnWriteArrayList<>();

	final Outbox outbox;

	final RobustKafkaTemplates templates;

	TemplateOutbox(Path directory) {
		SqliteOutboxStore store = SqliteOutboxStore.open(new SqliteSettings(directory.resolve("outbox.db"),
				Durability.PROCESS_CRASH, Duration.ZERO, 10_000_000));
		this.outbox = Outbox.start(store, () -> this.kafka, settings(), List.of(listener()), OutboxObserver.NO_OP);
		this.templates = new RobustKafkaTemplates(this.outbox.writer(), this.outbox.outcomes(),
				new TemplateSettings("direct"::equals, CompleteOn.ACKNOWLEDGED, Duration.ofSeconds(10)),
				Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, List.of("127.0.0.1:1")));
	}

	private static OutboxSettings settings() {
		RoomSettings room = new RoomSettings(10_000_000, 0, RoomSettings.WhenFull.REJECT, Duration.ZERO);
		RelaySettings relay = new RelaySettings(100, 1_000_000, Duration.ofSeconds(1),
				new BackoffSettings(Duration.ofMillis(10), 2, Duration.ofSeconds(1), 0));
		return new OutboxSettings(room, relay, true, 1000, 1_000_000, Duration.ofSeconds(5));
	}

	private OutboxListener listener() {
		return new OutboxListener() {

			@Override
			public void acknowledged(SentRecord record, int partition, long offset) {
				TemplateOutbox.this.contexts.add(record.topic() + ": " + record.context());
			}

		};
	}

	@Override
	public void close() {
		this.outbox.close();
	}

}
