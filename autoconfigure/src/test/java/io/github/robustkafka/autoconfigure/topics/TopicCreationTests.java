package io.github.robustkafka.autoconfigure.topics;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import org.apache.kafka.clients.admin.NewTopic;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.util.StopWatch;

import io.github.robustkafka.autoconfigure.RobustContexts;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TopicCreation}.
 */
@ExtendWith(OutputCaptureExtension.class)
class TopicCreationTests {

	private static final String WARNING = "The topics of the NewTopic beans cannot be created";

	private static final String THERE_NOW = "The topics of the NewTopic beans are there now.";

	private final TopicCreation creation = new TopicCreation();

	@AfterEach
	void stop() {
		this.creation.stop();
	}

	@Test
	void takesOverFromAnAdminThatWouldCreateTopicsItself() {
		KafkaAdmin admin = admin(RobustContexts.NO_BROKER);
		assertThat(admin).hasFieldOrPropertyWithValue("autoCreate", false);
	}

	@Test
	void leavesAnAdminAloneThatShallFailWithoutABroker() {
		BrokerlessAdmin admin = new BrokerlessAdmin(RobustContexts.NO_BROKER);
		admin.setFatalIfBrokerNotAvailable(true);
		this.creation.postProcessBeforeInitialization(admin, "admin");
		assertThat(admin).hasFieldOrPropertyWithValue("autoCreate", true);
		this.creation.start();
		assertThat(this.creation.isRunning()).isFalse();
	}

	@Test
	void leavesAnAdminAloneThatShallNotCreateTopics() {
		BrokerlessAdmin admin = new BrokerlessAdmin(RobustContexts.NO_BROKER);
		admin.setAutoCreate(false);
		this.creation.postProcessBeforeInitialization(admin, "admin");
		this.creation.start();
		assertThat(this.creation.isRunning()).isFalse();
	}

	@Test
	void withoutABrokerTheStartIsNotHeldUp(CapturedOutput output) {
		BrokerlessAdmin admin = admin(RobustContexts.NO_BROKER);
		assertThat(startMillis()).isLessThan(900);
		Awaitility.await()
			.untilAsserted(() -> assertThat(output).containsOnlyOnce(WARNING).contains("none of [127.0.0.1:1]"));
		assertThat(admin.attempts).hasValue(0);
	}

	@Test
	void whenABrokerAppearsTopicsAreCreated(CapturedOutput output) throws IOException {
		int port;
		try (ServerSocket socket = listen(0)) {
			port = socket.getLocalPort();
		}
		BrokerlessAdmin admin = admin("127.0.0.1:" + port);
		admin.works = true;
		this.creation.start();
		Awaitility.await().untilAsserted(() -> assertThat(output).contains(WARNING));
		try (ServerSocket socket = listen(port)) {
			assertThat(socket.isBound()).isTrue();
			Awaitility.await().untilAsserted(() -> assertThat(output).containsOnlyOnce(THERE_NOW));
		}
		assertThat(admin.attempts).hasValue(1);
		assertThat(admin.thread).isEqualTo("robust-kafka-topics");
	}

	@Test
	void withABrokerTopicsAreThereWhenTheStartGoesOn(CapturedOutput output) throws IOException {
		try (ServerSocket socket = listen(0)) {
			BrokerlessAdmin admin = admin("127.0.0.1:2,127.0.0.1:" + socket.getLocalPort());
			admin.works = true;
			this.creation.start();
			assertThat(admin.attempts).hasValue(1);
			assertThat(output).doesNotContain(WARNING).doesNotContain(THERE_NOW);
		}
	}

	@Test
	void whatKafkaRefusesIsTriedAgainAndSaidOnce(CapturedOutput output) throws IOException {
		try (ServerSocket socket = listen(0)) {
			BrokerlessAdmin admin = admin("127.0.0.1:" + socket.getLocalPort());
			admin.afterSingletonsInstantiated();
			assertThat(startMillis()).isLessThan(2000);
			Awaitility.await().untilAsserted(() -> assertThat(admin.attempts).hasValueGreaterThan(1));
			assertThat(output).containsOnlyOnce(WARNING).contains("Kafka refuses").doesNotContain(" ERROR ");
			admin.works = true;
			Awaitility.await().untilAsserted(() -> assertThat(output).containsOnlyOnce(THERE_NOW));
		}
	}

	@Test
	void stoppingEndsTheThread() {
		admin(RobustContexts.NO_BROKER);
		this.creation.start();
		assertThat(topicThreads()).isEqualTo(1);
		this.creation.stop();
		assertThat(this.creation.isRunning()).isFalse();
		assertThat(topicThreads()).isZero();
	}

	@Test
	void withoutTopicsThereIsNothingToDo() {
		this.creation.setBeanFactory(new DefaultListableBeanFactory());
		KafkaAdmin admin = new KafkaAdmin(new BrokerlessAdmin(RobustContexts.NO_BROKER).getConfigurationProperties());
		this.creation.postProcessBeforeInitialization(admin, "admin");
		this.creation.start();
		assertThat(this.creation.isRunning()).isFalse();
	}

	@Test
	void anApplicationWithNewTopicBeansStartsAtOnce(CapturedOutput output, @TempDir Path directory) {
		ApplicationContextRunner runner = RobustContexts.in(directory).withUserConfiguration(Topics.class);
		StopWatch watch = new StopWatch();
		watch.start();
		runner.run((context) -> {
			watch.stop();
			assertThat(watch.getTotalTime(TimeUnit.SECONDS)).isLessThan(15);
			assertThat(context.getBean(TopicCreation.class).isRunning()).isTrue();
			Awaitility.await().untilAsserted(() -> assertThat(output).contains(WARNING));
		});
		assertThat(topicThreads()).isZero();
	}

	private BrokerlessAdmin admin(String servers) {
		BrokerlessAdmin admin = new BrokerlessAdmin(servers);
		this.creation.postProcessBeforeInitialization(admin, "admin");
		return admin;
	}

	private long startMillis() {
		StopWatch watch = new StopWatch();
		watch.start();
		this.creation.start();
		watch.stop();
		return watch.getTotalTimeMillis();
	}

	private static ServerSocket listen(int port) throws IOException {
		return new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
	}

	private static long topicThreads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().equals("robust-kafka-topics"))
			.count();
	}

	@Configuration(proxyBeanMethods = false)
	static class Topics {

		@Bean
		NewTopic orders() {
			return new NewTopic("orders", 1, (short) 1);
		}

	}

}
