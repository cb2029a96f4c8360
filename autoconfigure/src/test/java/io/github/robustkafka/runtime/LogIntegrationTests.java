package io.github.robustkafka.runtime;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.github.robustkafka.broker.BrokerExtension;
import io.github.robustkafka.broker.BrokerProcess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What an operator reads: a line when a state changes, none for each record, no payload.
 */
@ExtendWith({ BrokerExtension.class, OutputCaptureExtension.class })
class LogIntegrationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final String SECRET = "secret-4711";

	@TempDir
	private Path directory;

	@Test
	void anOutageIsToldOnceAndNoPayloadIsTold(CapturedOutput output) {
		try (RunningOutbox outbox = RunningOutbox.open(this.directory.resolve("outbox.db"),
				Map.of("bootstrap.servers", "127.0.0.1:1"))) {
			for (int i = 0; i < 100; i++) {
				outbox.producer().send(new ProducerRecord<>("orders", SECRET, SECRET + i));
			}
			await().atMost(PATIENCE).until(() -> outbox.outbox().relayStatus().outage() != null);
			outbox.outbox().writer().flush(Duration.ofSeconds(1));
		}
		assertThat(output).containsOnlyOnce("Kafka does not answer")
			.contains("closed with 100 records pending")
			.doesNotContain(SECRET);
	}

	@Test
	void aFailedRecordIsToldOnceWithItsIdAndWithoutItsPayload(BrokerProcess broker, CapturedOutput output) {
		String topic = "log-" + System.nanoTime();
		broker.topics().create(topic, 1, Map.of("cleanup.policy", "compact"));
		try (RunningOutbox outbox = RunningOutbox.open(this.directory.resolve("outbox.db"),
				broker.clientProperties())) {
			outbox.send(topic, "key", 1);
			outbox.producer().send(new ProducerRecord<>(topic, null, SECRET));
			outbox.awaitEmpty(PATIENCE);
			String id = outbox.outbox().failedRecords().find(0, 1).get(0).recordId().toString();
			assertThat(output).containsOnlyOnce(id).doesNotContain(SECRET);
		}
	}

}
