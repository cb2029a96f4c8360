package io.github.robustkafka.broker;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutionException;

import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link Topics}.
 */
@Tag("slow")
class TopicsTests {

	@TempDir
	static Path directory;

	private static BrokerProcess broker;

	private static Topics topics;

	@BeforeAll
	static void startBroker() {
		broker = BrokerProcess.in(directory).withAuthorizer().start();
		topics = broker.topics();
	}

	@AfterAll
	static void closeBroker() {
		broker.close();
	}

	@Test
	void createdTopicTakesRecordsAtOnce() throws Exception {
		topics.create("created", 4);
		try (TextProducer producer = new TextProducer(broker.clientProperties())) {
			producer.sendAndWait("created", 20);
			assertThat(TopicReader.read(broker, "created").compareWith(producer.sent()).delivered()).isEqualTo(20);
		}
	}

	@Test
	void configsLimitTheTopic() throws Exception {
		topics.create("limited", 1, Map.of("max.message.bytes", "50"));
		try (TextProducer producer = new TextProducer(broker.clientProperties())) {
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> producer.sendAndWait("limited", 1))
				.withCauseInstanceOf(RecordTooLargeException.class);
			topics.configure("limited", "max.message.bytes", "1000000");
			producer.sendAndWait("limited", 1);
		}
	}

	@Test
	void deletedTopicIsGone() {
		topics.create("deleted", 1);
		topics.delete("deleted");
		assertThat(topics.names()).doesNotContain("deleted");
		topics.create("deleted", 2);
		assertThat(topics.names()).contains("deleted");
	}

	@Test
	void addedPartitionsCanBeRead() {
		topics.create("growing", 1);
		topics.addPartitions("growing", 3);
		assertThat(TopicReader.read(broker, "growing").records()).isEmpty();
		assertThatIllegalStateException().isThrownBy(() -> topics.addPartitions("growing", 2));
	}

	@Test
	void deniedTopicRefusesRecordsUntilAllowed() throws Exception {
		topics.create("denied", 1);
		try (TextProducer producer = new TextProducer(broker.clientProperties())) {
			producer.sendAndWait("denied", 1);
			topics.denyWrite("denied");
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> producer.sendAndWait("denied", 1))
				.withCauseInstanceOf(TopicAuthorizationException.class);
			assertThat(TopicReader.read(broker, "denied").records()).hasSize(1);
			topics.allowWrite("denied");
			producer.sendAndWait("denied", 1);
			assertThat(TopicReader.read(broker, "denied").records()).hasSize(2);
		}
	}

}
