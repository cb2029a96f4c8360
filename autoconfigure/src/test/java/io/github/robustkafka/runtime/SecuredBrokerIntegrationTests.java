package io.github.robustkafka.runtime;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.robustkafka.broker.BrokerProcess;
import io.github.robustkafka.broker.DeliveryReport;
import io.github.robustkafka.broker.SecuredBroker;
import io.github.robustkafka.broker.SentRecord;
import io.github.robustkafka.broker.TopicReader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * SASL_SSL with SCRAM and access rights: what is not allowed now costs nothing and heals.
 */
@Tag("slow")
class SecuredBrokerIntegrationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(90);

	@TempDir
	private static Path brokerDirectory;

	private static SecuredBroker broker;

	@TempDir
	private Path directory;

	private final List<SentRecord> sent = new ArrayList<>();

	@BeforeAll
	static void start() {
		broker = SecuredBroker.start(BrokerProcess.in(brokerDirectory).withAuthorizer());
	}

	@AfterAll
	static void stop() {
		broker.close();
	}

	@Test
	void aWrongPasswordCostsNothingAndHealsWhenItBecomesRight() {
		broker.setPassword("shop", "old");
		broker.process().topics().create("passwords", 1);
		try (RunningOutbox outbox = RunningOutbox.open(this.directory.resolve("outbox.db"),
				broker.clientProperties("shop", "new"))) {
			send(outbox, "passwords", 20);
			await().atMost(PATIENCE).until(() -> outbox.outbox().relayStatus().outage() != null);
			assertThat(outbox.outbox().writer().pending()).isEqualTo(20);
			broker.setPassword("shop", "new");
			outbox.awaitEmpty(PATIENCE);
			assertThat(outbox.outbox().failedRecords().count()).isZero();
		}
		assertThat(TopicReader.compare(broker.process(), "passwords", this.sent))
			.matches(DeliveryReport::isCompleteAndOrdered);
	}

	@Test
	void aRevokedRightCostsNothingAndHealsWhenItIsGranted() {
		broker.setPassword("clerk", "secret");
		broker.process().topics().create("rights", 1);
		broker.process().topics().create("free", 1);
		try (RunningOutbox outbox = RunningOutbox.open(this.directory.resolve("outbox.db"),
				broker.clientProperties("clerk", "secret"))) {
			send(outbox, "rights", 20);
			outbox.awaitEmpty(PATIENCE);
			broker.process().topics().denyWrite("rights");
			send(outbox, "rights", 200);
			await().atMost(PATIENCE).until(() -> outbox.outbox().relayStatus().obstacles().containsKey("rights"));
			outbox.send("free", "k", 1);
			await().atMost(PATIENCE).until(() -> outbox.outbox().writer().pending() == 200);
			broker.process().topics().allowWrite("rights");
			outbox.awaitEmpty(PATIENCE);
			assertThat(outbox.outbox().failedRecords().count()).isZero();
		}
		assertThat(TopicReader.compare(broker.process(), "rights", this.sent))
			.matches(DeliveryReport::isCompleteAndOrdered);
	}

	private void send(RunningOutbox outbox, String topic, int count) {
		int first = this.sent.size();
		for (int i = 0; i < count; i++) {
			this.sent.add(new SentRecord("k" + i % 10, first + i));
		}
		outbox.sendAll(topic, this.sent.subList(first, first + count));
	}

}
