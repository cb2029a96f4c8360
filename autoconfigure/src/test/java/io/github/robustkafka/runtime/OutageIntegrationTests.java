package io.github.robustkafka.runtime;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.robustkafka.broker.BrokerProcess;
import io.github.robustkafka.broker.DeliveryReport;
import io.github.robustkafka.broker.SentRecord;
import io.github.robustkafka.broker.TopicReader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Brokers that are not there yet, that die, and that come back.
 */
class OutageIntegrationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	@TempDir
	private Path directory;

	private final List<SentRecord> sent = new ArrayList<>();

	@Test
	void sendingStartsWithoutABrokerAndAllIsDeliveredWhenItComes() throws Exception {
		try (BrokerProcess broker = BrokerProcess.start(this.directory.resolve("broker"))) {
			broker.stop();
			try (RunningOutbox outbox = RunningOutbox.open(this.directory.resolve("outbox.db"),
					broker.clientProperties())) {
				Future<RecordMetadata> last = send(outbox, "orders", 1000);
				assertThat(outbox.outbox().writer().pending()).isEqualTo(1000);
				await().atMost(PATIENCE).until(() -> outbox.outbox().relayStatus().outage() != null);
				broker.start();
				broker.topics().create("orders", 3);
				outbox.awaitEmpty(PATIENCE);
				assertThat(last.get(10, TimeUnit.SECONDS).hasOffset()).isTrue();
				assertThat(TopicReader.compare(broker, "orders", this.sent))
					.matches(DeliveryReport::isCompleteAndOrdered);
				assertThat(outbox.outbox().failedRecords().count()).isZero();
				assertThat(outbox.outbox().relayStatus().outage()).isNull();
			}
		}
	}

	@Test
	void aHostNameThatDoesNotResolveKeepsRecordsPending() {
		try (RunningOutbox outbox = RunningOutbox.open(this.directory.resolve("outbox.db"),
				Map.of("bootstrap.servers", "no-such-host.invalid:9092"))) {
			send(outbox, "orders", 10);
			await().atMost(PATIENCE).until(() -> outbox.outbox().relayStatus().outage() != null);
			assertThat(outbox.outbox().writer().pending()).isEqualTo(10);
			assertThat(outbox.outbox().trouble()).isNull();
		}
	}

	@Test
	void aBrokerThatIsKilledAndRestartedWhileSendingLosesAndReordersNothing() {
		try (BrokerProcess broker = BrokerProcess.start(this.directory.resolve("broker"));
				RunningOutbox outbox = RunningOutbox.open(this.directory.resolve("outbox.db"),
						broker.clientProperties())) {
			broker.topics().create("orders", 3);
			for (int kill = 0; kill < 3; kill++) {
				send(outbox, "orders", 500);
				broker.kill();
				send(outbox, "orders", 500);
				broker.start();
				send(outbox, "orders", 500);
			}
			outbox.awaitEmpty(PATIENCE);
			assertThat(TopicReader.compare(broker, "orders", this.sent)).matches(DeliveryReport::isCompleteAndOrdered);
			assertThat(outbox.outbox().failedRecords().count()).isZero();
		}
	}

	@Test
	void aCleanRestartSendsNothingAgainAndAnUncleanOneKeepsTheRecordIds() {
		Path database = this.directory.resolve("outbox.db");
		try (BrokerProcess broker = BrokerProcess.start(this.directory.resolve("broker"))) {
			broker.topics().create("orders", 1);
			try (RunningOutbox outbox = RunningOutbox.open(database, broker.clientProperties())) {
				send(outbox, "orders", 100);
				outbox.awaitEmpty(PATIENCE);
			}
			broker.stop();
			try (RunningOutbox outbox = RunningOutbox.open(database, broker.clientProperties())) {
				assertThat(outbox.outbox().writer().pending()).isZero();
				send(outbox, "orders", 100);
			}
			broker.start();
			try (RunningOutbox outbox = RunningOutbox.open(database, broker.clientProperties())) {
				await().atMost(PATIENCE).until(() -> outbox.outbox().writer().pending() == 0);
			}
			TopicReader topic = TopicReader.read(broker, "orders");
			assertThat(topic.records()).hasSize(200);
			assertThat(topic.compareWith(this.sent)).matches(DeliveryReport::isCompleteAndOrdered);
			assertThat(topic.records())
				.extracting((record) -> new String(record.headers().lastHeader("robust-record-id").value()))
				.doesNotHaveDuplicates();
		}
	}

	private Future<RecordMetadata> send(RunningOutbox outbox, String topic, int count) {
		Future<RecordMetadata> last = null;
		for (int i = 0; i < count; i++) {
			SentRecord record = new SentRecord("k" + i % 10, this.sent.size());
			last = outbox.send(topic, record.key(), record.sequence());
			this.sent.add(record);
		}
		return last;
	}

}
