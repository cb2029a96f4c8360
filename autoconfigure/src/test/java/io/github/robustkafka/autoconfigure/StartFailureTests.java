package io.github.robustkafka.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

import io.github.robustkafka.sqlite.Durability;
import io.github.robustkafka.sqlite.SqliteOutboxStore;
import io.github.robustkafka.sqlite.SqliteSettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * What an application that cannot start tells the reader of its log.
 */
@ExtendWith(OutputCaptureExtension.class)
class StartFailureTests {

	private static final String FAILED = "APPLICATION FAILED TO START";

	@TempDir
	Path directory;

	@Test
	void secondOwnerOfAnOutbox(CapturedOutput output) {
		try (SqliteOutboxStore owner = SqliteOutboxStore.open(settings())) {
			assertThat(owner.countPending()).isZero();
			startFails();
		}
		assertThat(output).contains(FAILED)
			.contains("The outbox '" + file() + "' is in use by")
			.contains("Give each application instance a 'robust.kafka.outbox.path' of its own");
	}

	@Test
	void damagedOutbox(CapturedOutput output) throws IOException {
		SqliteOutboxStore.open(settings()).close();
		byte[] content = Files.readAllBytes(file());
		Arrays.fill(content, 2000, content.length, (byte) 0xff);
		Files.write(file(), content);
		startFails();
		assertThat(output).contains(FAILED)
			.contains("The outbox '" + file() + "' cannot be opened: SQLITE_CORRUPT")
			.contains("--robust.kafka.command=salvage");
	}

	@Test
	void acksThatAreNotAll(CapturedOutput output) {
		startFails("spring.kafka.producer.acks=1");
		assertThat(output).contains(FAILED)
			.contains("The Kafka producer setting 'acks' is '1'")
			.contains("Set 'acks' to all");
	}

	@Test
	void idempotenceSwitchedOff(CapturedOutput output) {
		startFails("spring.kafka.producer.properties.enable.idempotence=false");
		assertThat(output).contains(FAILED)
			.contains("'enable.idempotence' is 'false'")
			.contains("Set 'enable.idempotence' to true");
	}

	@Test
	void tooManyRequestsInFlight(CapturedOutput output) {
		startFails("spring.kafka.producer.properties.max.in.flight.requests.per.connection=6");
		assertThat(output).contains(FAILED)
			.contains("'max.in.flight.requests.per.connection' is '6'")
			.contains("Set 'max.in.flight.requests.per.connection' to 5 or less");
	}

	@Test
	void transactionalProducers(CapturedOutput output) {
		startFails("spring.kafka.producer.transaction-id-prefix=tx-");
		assertThat(output).contains(FAILED)
			.contains("has the transaction id prefix 'tx-'")
			.contains("Remove spring.kafka.producer.transaction-id-prefix");
	}

	@Test
	void pathUnderARegularFile(CapturedOutput output) throws IOException {
		Path regularFile = Files.createFile(this.directory.resolve("regular"));
		startFails("robust.kafka.outbox.path=" + regularFile.resolve("outbox.db"));
		assertThat(output).contains(FAILED)
			.contains(regularFile.resolve("outbox.db").toString())
			.contains("robust.kafka.outbox.path");
	}

	@Test
	void schemaOfALaterVersion(CapturedOutput output) throws SQLException {
		SqliteOutboxStore.open(settings()).close();
		try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
				Statement statement = connection.createStatement()) {
			statement.execute("PRAGMA user_version = 999");
		}
		startFails();
		assertThat(output).contains(FAILED).contains("999");
	}

	@Test
	void unknownKey(CapturedOutput output) {
		startFails("robust.kafka.outbox.max-sise=1GB", "robust.kafka.listners.payments.topics=orders");
		assertThat(output).contains(FAILED)
			.contains("There is no setting 'robust.kafka.outbox.max-sise'")
			.contains("There is no setting 'robust.kafka.listners.payments.topics'")
			.contains("'robust.kafka.outbox.max-size'");
	}

	@Test
	void valueOutOfRange(CapturedOutput output) {
		startFails("robust.kafka.relay.backoff.jitter=1.5");
		assertThat(output).contains(FAILED)
			.contains("Invalid value '1.5' for configuration property 'robust.kafka.relay.backoff.jitter'")
			.contains("It must be between 0 and 1.");
	}

	@Test
	void valueOfTheWrongType(CapturedOutput output) {
		startFails("robust.kafka.outbox.durability=none");
		assertThat(output).contains(FAILED)
			.contains("Failed to bind properties under 'robust.kafka.outbox.durability'")
			.contains("none");
	}

	@Test
	void pathThatNamesNoFile(CapturedOutput output) {
		startFails("robust.kafka.outbox.path=/");
		assertThat(output).contains(FAILED)
			.contains("Invalid value '/' for configuration property 'robust.kafka.outbox.path'");
	}

	@Test
	void afterAFailedStartTheOutboxCanBeOpened() {
		startFails("spring.kafka.producer.transaction-id-prefix=tx-");
		SqliteOutboxStore.open(settings()).close();
	}

	private Path file() {
		return this.directory.resolve("outbox.db");
	}

	private SqliteSettings settings() {
		return new SqliteSettings(file(), Durability.PROCESS_CRASH, Duration.ZERO, 10_000_000);
	}

	private void startFails(String... properties) {
		List<String> arguments = new ArrayList<>();
		arguments.add("--robust.kafka.outbox.path=" + file());
		arguments.add("--spring.kafka.bootstrap-servers=" + RobustContexts.NO_BROKER);
		for (String property : properties) {
			arguments
				.removeIf((argument) -> argument.startsWith("--" + property.substring(0, property.indexOf('=') + 1)));
			arguments.add("--" + property);
		}
		SpringApplicationBuilder application = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.NONE);
		assertThatException().isThrownBy(() -> application.run(arguments.toArray(String[]::new)).close());
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ RobustKafkaAutoConfiguration.class, RobustKafkaTemplateAutoConfiguration.class,
			RobustKafkaTopicAutoConfiguration.class, KafkaAutoConfiguration.class })
	static class Application {

	}

}
