package io.github.robustkafka.benchmark.peers;

import java.util.Map;

import io.namastack.outbox.Outbox;
import io.namastack.outbox.OutboxPayloadSerializer;
import io.namastack.outbox.handler.OutboxHandler;
import io.namastack.outbox.handler.OutboxRecordMetadata;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.kafka.core.KafkaTemplate;

/**
 * Namastack Outbox with its JDBC store. Its module for Kafka does the same as the handler
 * here: it sends and waits. Payloads are plain text, which costs it less than JSON.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
class NamastackApplication {

	static final Map<String, Object> TUNED = Map.of("namastack.outbox.polling.fixed.interval", "20ms",
			"namastack.outbox.polling.batch-size", 1000, "namastack.outbox.processing.executor-core-pool-size", 16,
			"namastack.outbox.processing.executor-max-pool-size", 16,
			"namastack.outbox.processing.delete-completed-records", true);

	@Bean
	Peer.Publisher publisher(Outbox outbox) {
		return (publication) -> outbox.schedule(publication.value(), publication.key());
	}

	@Bean
	OutboxPayloadSerializer payloadSerializer() {
		return new OutboxPayloadSerializer() {

			@Override
			public String serialize(Object payload) {
				return payload.toString();
			}

			@Override
			public <T> T deserialize(String text, Class<T> type) {
				return type.cast(text);
			}

		};
	}

	@Bean
	OutboxHandler handler(KafkaTemplate<String, String> template, Peer peer) {
		return new OutboxHandler() {

			@Override
			public boolean supports(Object payload, OutboxRecordMetadata metadata) {
				return true;
			}

			@Override
			public void handle(Object payload, OutboxRecordMetadata metadata) {
				template.send(PeersGroup.TOPIC, metadata.getKey(), (String) payload).join();
				peer.acknowledged(null);
			}

		};
	}

}
