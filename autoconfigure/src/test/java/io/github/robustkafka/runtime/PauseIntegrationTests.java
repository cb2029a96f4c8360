package io.github.robustkafka.runtime;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.github.robustkafka.broker.BrokerExtension;
import io.github.robustkafka.broker.BrokerProcess;
import io.github.robustkafka.broker.DeliveryReport;
import io.github.robustkafka.broker.SentRecord;
import io.github.robustkafka.broker.TopicReader;
import io.github.robustkafka.relay.PausedTopics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A relay that is paused, with a real broker.
 */
@ExtendWith({ BrokerExtension.class, OutputCaptureExtension.class })
class PauseIntegrationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	@TempDir
	private Path directory;

	private final List<SentRecord> sent = new ArrayList<>();

	@Test
	void aTopicThatIsPausedAndResumedUnderLoadLosesAndReordersNothing(BrokerProcess broker) {
		String topic = broker.topics().createNew("paused", 3);
		String other = broker.topics().createNew("other", 1);
		try (RunningOutbox outbox = RunningOutbox.open(file(), broker.clientProperties())) {
			PausedTopics paused = outbox.outbox().pausedTopics();
			for (int i = 0; i < 5; i++) {
				send(outbox, topic, 300);
				paused.pause(topic);
				send(outbox, topic, 300);
				outbox.send(other, "k", i);
				paused.resume(topic);
			}
			outbox.awaitEmpty(PATIENCE);
			assertThat(TopicReader.compare(broker, topic, this.sent)).matches(DeliveryReport::isCompleteAndOrdered);
			assertThat(TopicReader.read(broker, topic).records()).hasSameSizeAs(this.sent);
			assertThat(TopicReader.read(broker, other).records()).hasSize(5);
			assertThat(outbox.outbox().failedRecords().count()).isZero();
		}
	}

	@Test
	void flushIsBoundedAndClosingDoesNotWaitWhileAllIsPaused(BrokerProcess broker, CapturedOutput output) {
		String topic = broker.topics().createNew("paused", 1);
		try (RunningOutbox outbox = RunningOutbox.open(file(), broker.clientProperties())) {
			outbox.outbox().pausedTopics().pause(PausedTopics.ALL);
			send(outbox, topic, 100);
			assertThat(outbox.outbox().writer().flush(Duration.ofMillis(200))).isFalse();
			long start = System.nanoTime();
			outbox.outbox().drain();
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(RunningOutbox.DRAIN_TIMEOUT);
		}
		assertThat(output).containsOnlyOnce("All topics are paused.").contains("closed with 100 records pending");
		try (RunningOutbox outbox = RunningOutbox.open(file(), broker.clientProperties())) {
			await().atMost(PATIENCE).until(() -> outbox.outbox().writer().pending() == 0);
			assertThat(outbox.outbox().pausedTopics().names()).isEmpty();
		}
		assertThat(TopicReader.compare(broker, topic, this.sent)).matches(DeliveryReport::isCompleteAndOrdered);
	}

	private Path file() {
		return this.directory.resolve("outbox.db");
	}

	private void send(RunningOutbox outbox, String topic, int count) {
		int first = this.sent.size();
		for (int i = 0; i < count; i++) {
			this.sent.add(new SentRecord("k" + i % 10, first + i));
		}
		outbox.sendAll(topic, this.sent.subList(first, first + count));
	}

}
