package io.github.robustkafka.broker;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link BrokerProcess}.
 */
@Tag("slow")
class BrokerProcessTests {

	@TempDir
	static Path directory;

	private static BrokerProcess broker;

	@BeforeAll
	static void startBroker() {
		broker = BrokerProcess.start(directory.resolve("first"));
	}

	@AfterAll
	static void closeBroker() {
		broker.close();
	}

	@BeforeEach
	void ensureBrokerRuns() {
		broker.start();
	}

	@Test
	void keepsDataOverKill() throws Exception {
		String topic = broker.topics().createNew("kept", 3);
		try (TextProducer producer = new TextProducer(broker.clientProperties())) {
			producer.sendAndWait(topic, 500);
			broker.kill();
			assertThat(broker.isRunning()).isFalse();
			List<Future<RecordMetadata>> duringOutage = producer.send(topic, 500);
			broker.start();
			TextProducer.await(duringOutage);
			DeliveryReport report = TopicReader.read(broker, topic).compareWith(producer.sent());
			assertThat(report).matches(DeliveryReport::isCompleteAndOrdered);
			assertThat(report.delivered()).isEqualTo(1000);
		}
	}

	@Test
	void samePortAfterRestart() {
		String bootstrapServers = broker.bootstrapServers();
		broker.stop();
		assertThat(broker.isRunning()).isFalse();
		broker.start();
		assertThat(broker.bootstrapServers()).isEqualTo(bootstrapServers);
		assertThat(broker.topics().names()).isNotNull();
	}

	@Test
	void pausedBrokerAnswersAfterResume() throws Exception {
		String topic = broker.topics().createNew("paused", 1);
		try (TextProducer producer = new TextProducer(broker.clientProperties())) {
			producer.sendAndWait(topic, 1);
			broker.pause();
			Future<RecordMetadata> waiting = producer.send(topic, 1).get(0);
			assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> waiting.get(2, TimeUnit.SECONDS));
			assertThat(broker.isRunning()).isTrue();
			broker.resume();
			assertThat(waiting.get(20, TimeUnit.SECONDS).offset()).isEqualTo(1);
		}
	}

	@Test
	void pausedBrokerCanBeKilled() {
		broker.pause();
		broker.kill();
		broker.start();
		assertThat(broker.topics().names()).isNotNull();
	}

	@Test
	void wipedBrokerIsEmptyAtTheSamePort() {
		String topic = broker.topics().createNew("wiped", 1);
		String bootstrapServers = broker.bootstrapServers();
		broker.wipe();
		broker.start();
		assertThat(broker.bootstrapServers()).isEqualTo(bootstrapServers);
		assertThat(broker.topics().names()).doesNotContain(topic);
	}

	@Test
	void createsNoTopicUnlessAllowed() throws Exception {
		try (TextProducer producer = new TextProducer(
				Map.of("bootstrap.servers", broker.bootstrapServers(), "max.block.ms", 500))) {
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> producer.sendAndWait("not-there", 1))
				.withCauseInstanceOf(org.apache.kafka.common.errors.TimeoutException.class);
		}
		try (BrokerProcess creating = BrokerProcess.in(directory.resolve("creating"))
			.with("auto.create.topics.enable", true)
			.start(); TextProducer producer = new TextProducer(creating.clientProperties())) {
			producer.sendAndWait("made-when-needed", 1);
			assertThat(creating.topics().names()).contains("made-when-needed");
		}
	}

	@Test
	void pausedFurtherBrokerMakesReplicasTooFew() throws Exception {
		String topic = "replicated";
		try (BrokerProcess second = broker.joinedBy(directory.resolve("second")).start();
				TextProducer producer = new TextProducer(broker.clientProperties())) {
			NewTopic replicated = new NewTopic(topic, Map.of(0, List.of(broker.nodeId(), second.nodeId())));
			broker.topics().create(replicated.configs(Map.of("min.insync.replicas", "2")));
			producer.sendAndWait(topic, 1);
			second.pause();
			Future<RecordMetadata> waiting = producer.send(topic, 1).get(0);
			assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> waiting.get(4, TimeUnit.SECONDS));
			second.resume();
			assertThat(waiting.get(20, TimeUnit.SECONDS).offset()).isEqualTo(1);
			broker.topics().delete(topic);
		}
	}

	@Test
	void brokerThatCannotStartSaysWhy() {
		BrokerSettings settings = BrokerProcess.in(directory.resolve("wrong")).with("num.io.threads", 0);
		assertThatIllegalStateException().isThrownBy(settings::start).withMessageContaining("num.io.threads");
	}

	@Test
	void pausedBrokerEndsWithTheJvmThatStartedIt() throws Exception {
		Process owner = new ProcessBuilder(ProcessHandle.current().info().command().orElse("java"), "-cp",
				System.getProperty("java.class.path"), BrokerOwner.class.getName(),
				directory.resolve("owned").toString())
			.redirectError(ProcessBuilder.Redirect.DISCARD)
			.start();
		await().atMost(Duration.ofSeconds(60)).until(() -> BrokerOwner.brokerPid(directory.resolve("owned")) > 0);
		ProcessHandle owned = ProcessHandle.of(BrokerOwner.brokerPid(directory.resolve("owned"))).orElseThrow();
		assertThat(owned.isAlive()).isTrue();
		owner.destroyForcibly();
		await().atMost(Duration.ofSeconds(10)).until(() -> !owned.isAlive());
	}

}
