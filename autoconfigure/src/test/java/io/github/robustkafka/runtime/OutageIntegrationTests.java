package io.github.robustkafka.runtime;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.robustkafka.broker.BrokerProcess;
import io.github.robustkafka.broker.DeliveryReport;
import io.github.robustkafka.broker.SentRecord;
import io.github.robustkafka.broker.TcpProxy;
import io.github.robustkafka.broker.TopicReader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Brokers that are not there yet, that die, and that come back.
 */
class OutageIntegrationTests {

	private static final int KILLS = Integer.getInteger("robust.kills.broker", 1);

	private static final Map<String, Object> NO_BROKER = Map.of("bootstrap.servers", "127.0.0.1:1");

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	@TempDir
	private static Path brokerDirectory;

	private static BrokerProcess broker;

	@TempDir
	private Path directory;

	private String topic;

	private final List<SentRecord> sent = new ArrayList<>();

	@BeforeAll
	static void startBroker() {
		broker = BrokerProcess.start(brokerDirectory);
	}

	@AfterAll
	static void closeBroker() {
		broker.close();
	}

	@BeforeEach
	void createTopic() {
		broker.start();
		this.topic = broker.topics().createNew("orders", 3);
	}

	@Test
	void sendingStartsWithoutABrokerAndAllIsDeliveredWhenItComes() throws Exception {
		try (TcpProxy way = broker.bootstrapProxy()) {
			way.refuse();
			try (RunningOutbox outbox = RunningOutbox.open(file(), way.clientProperties())) {
				Future<RecordMetadata> last = send(outbox, 1000);
				assertThat(outbox.outbox().writer().pending()).isEqualTo(1000);
				await().atMost(PATIENCE).until(() -> outbox.outbox().relayStatus().outage() != null);
				way.heal();
				outbox.awaitEmpty(PATIENCE);
				assertThat(last.get(10, TimeUnit.SECONDS).hasOffset()).isTrue();
				assertThat(TopicReader.compare(broker, this.topic, this.sent))
					.matches(DeliveryReport::isCompleteAndOrdered);
				assertThat(outbox.outbox().failedRecords().count()).isZero();
				assertThat(outbox.outbox().relayStatus().outage()).isNull();
			}
		}
	}

	@Test
	void aHostNameThatDoesNotResolveKeepsRecordsPending() {
		try (RunningOutbox outbox = RunningOutbox.open(file(),
				Map.of("bootstrap.servers", "no-such-host.invalid:9092"))) {
			send(outbox, 10);
			await().atMost(PATIENCE).until(() -> outbox.outbox().relayStatus().outage() != null);
			assertThat(outbox.outbox().writer().pending()).isEqualTo(10);
			assertThat(outbox.outbox().trouble()).isNull();
		}
	}

	@Test
	void aBrokerThatIsKilledAndRestartedWhileSendingLosesAndReordersNothing() {
		try (RunningOutbox outbox = RunningOutbox.open(file(), broker.clientProperties())) {
			for (int kill = 0; kill < KILLS; kill++) {
				send(outbox, 500);
				broker.kill();
				send(outbox, 500);
				broker.start();
				send(outbox, 500);
			}
			outbox.awaitEmpty(PATIENCE);
			assertThat(TopicReader.compare(broker, this.topic, this.sent))
				.matches(DeliveryReport::isCompleteAndOrdered);
			assertThat(outbox.outbox().failedRecords().count()).isZero();
		}
	}

	@Test
	void aCleanRestartSendsNothingAgainAndAnUncleanOneKeepsTheRecordIds() {
		try (RunningOutbox outbox = RunningOutbox.open(file(), broker.clientProperties())) {
			send(outbox, 100);
			outbox.awaitEmpty(PATIENCE);
		}
		try (RunningOutbox outbox = RunningOutbox.open(file(), NO_BROKER)) {
			assertThat(outbox.outbox().writer().pending()).isZero();
			send(outbox, 100);
		}
		try (RunningOutbox outbox = RunningOutbox.open(file(), broker.clientProperties())) {
			await().atMost(PATIENCE).until(() -> outbox.outbox().writer().pending() == 0);
		}
		TopicReader read = TopicReader.read(broker, this.topic);
		assertThat(read.records()).hasSize(200);
		assertThat(read.compareWith(this.sent).isCompleteAndOrdered()).isTrue();
		assertThat(read.records())
			.extracting((record) -> new String(record.headers().lastHeader("robust-record-id").value()))
			.doesNotHaveDuplicates();
	}

	private Path file() {
		return this.directory.resolve("outbox.db");
	}

	private Future<RecordMetadata> send(RunningOutbox outbox, int count) {
		int first = this.sent.size();
		for (int i = 0; i < count; i++) {
			this.sent.add(new SentRecord("k" + i % 10, first + i));
		}
		return outbox.sendAll(this.topic, this.sent.subList(first, first + count));
	}

}
