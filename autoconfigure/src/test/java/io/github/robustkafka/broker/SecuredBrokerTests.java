package io.github.robustkafka.broker;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;

import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link SecuredBroker}.
 */
@Tag("slow")
class SecuredBrokerTests {

	@TempDir
	static Path directory;

	private static SecuredBroker broker;

	@BeforeAll
	static void startBroker() {
		broker = SecuredBroker.start(BrokerProcess.in(directory).withAuthorizer());
	}

	@AfterAll
	static void closeBroker() {
		broker.close();
	}

	@Test
	void userWithPasswordIsLetIn() throws Exception {
		String topic = broker.process().topics().createNew("secured", 1);
		broker.setPassword("alice", "secret");
		try (TextProducer producer = new TextProducer(broker.clientProperties("alice", "secret"))) {
			producer.sendAndWait(topic, 10);
			DeliveryReport report = TopicReader.read(broker.clientProperties("alice", "secret"), topic)
				.compareWith(producer.sent());
			assertThat(report.delivered()).isEqualTo(10);
		}
	}

	@Test
	void wrongPasswordIsRefusedUntilItIsChanged() throws Exception {
		String topic = broker.process().topics().createNew("secured", 1);
		broker.setPassword("bob", "first");
		try (TextProducer producer = new TextProducer(broker.clientProperties("bob", "second"))) {
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> producer.sendAndWait(topic, 1))
				.withCauseInstanceOf(SaslAuthenticationException.class);
		}
		broker.setPassword("bob", "second");
		assertThat(broker.canLogIn("bob", "first")).isFalse();
		try (TextProducer producer = new TextProducer(broker.clientProperties("bob", "second"))) {
			producer.sendAndWait(topic, 1);
		}
	}

	@Test
	void usersAreKeptOverKill() {
		broker.setPassword("carol", "secret");
		broker.process().kill();
		broker.process().start();
		assertThat(broker.canLogIn("carol", "secret")).isTrue();
		broker.removeUser("carol");
		assertThat(broker.canLogIn("carol", "secret")).isFalse();
	}

	@Test
	void deniedTopicRefusesUsers() throws Exception {
		String topic = broker.process().topics().createNew("secured", 1);
		broker.setPassword("dave", "secret");
		broker.process().topics().denyWrite(topic);
		try (TextProducer producer = new TextProducer(broker.clientProperties("dave", "secret"))) {
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> producer.sendAndWait(topic, 1))
				.withCauseInstanceOf(TopicAuthorizationException.class);
			broker.process().topics().allowWrite(topic);
			producer.sendAndWait(topic, 1);
		}
	}

	@Test
	void certificateIsPem() throws Exception {
		assertThat(Files.readString(broker.certificatePem())).startsWith("-----BEGIN CERTIFICATE-----\n")
			.endsWith("-----END CERTIFICATE-----\n");
	}

}
