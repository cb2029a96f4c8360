package io.github.robustkafka.runtime;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.robustkafka.broker.BrokerProcess;
import io.github.robustkafka.broker.DeliveryReport;
import io.github.robustkafka.broker.SentRecord;
import io.github.robustkafka.broker.TcpProxy;
import io.github.robustkafka.broker.TopicReader;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A network between application and broker that pauses, cuts, refuses, delays, throttles
 * and swallows answers.
 */
@Tag("slow")
class NetworkFaultIntegrationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final int RECORDS = 200;

	@TempDir
	private Path directory;

	private final List<SentRecord> sent = new ArrayList<>();

	@Test
	void noNetworkFaultLosesOrReordersARecord() {
		try (TcpProxy proxy = TcpProxy.toFreePort();
				BrokerProcess broker = BrokerProcess.in(this.directory.resolve("broker")).behind(proxy).start();
				RunningOutbox outbox = RunningOutbox.open(this.directory.resolve("outbox.db"),
						proxy.clientProperties())) {
			broker.topics().create("orders", 3);
			send(outbox);
			outbox.awaitEmpty(PATIENCE);
			faults(proxy).forEach((name, fault) -> {
				fault.run();
				send(outbox);
				outbox.outbox().writer().flush(Duration.ofMillis(300));
				send(outbox);
				proxy.heal();
				send(outbox);
				assertThat(outbox.outbox().writer().flush(PATIENCE)).as("drained after: " + name).isTrue();
			});
			DeliveryReport report = TopicReader.compare(broker, "orders", this.sent);
			assertThat(report).matches(DeliveryReport::isCompleteAndOrdered);
			assertThat(report.duplicates()).as("idempotence covers reconnects").isEmpty();
			assertThat(outbox.outbox().failedRecords().count()).isZero();
		}
	}

	private static Map<String, Runnable> faults(TcpProxy proxy) {
		Map<String, Runnable> faults = new LinkedHashMap<>();
		faults.put("pause", proxy::pause);
		faults.put("reset", proxy::reset);
		faults.put("refuse", proxy::refuse);
		faults.put("delay", () -> proxy.delay(Duration.ofMillis(200)));
		faults.put("throttle", () -> proxy.throttle(2000));
		faults.put("swallowed answers", proxy::blackholeAnswers);
		faults.put("cut after 100 bytes", () -> proxy.cutAfter(100));
		faults.put("cut after 1000 bytes", () -> proxy.cutAfter(1000));
		faults.put("cut after 5000 bytes", () -> proxy.cutAfter(5000));
		faults.put("cut after 20000 bytes", () -> proxy.cutAfter(20_000));
		return faults;
	}

	private void send(RunningOutbox outbox) {
		int first = this.sent.size();
		for (int i = 0; i < RECORDS; i++) {
			this.sent.add(new SentRecord("k" + i % 10, first + i));
		}
		outbox.sendAll("orders", this.sent.subList(first, first + RECORDS));
	}

}
