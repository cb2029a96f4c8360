package io.github.robustkafka.autoconfigure.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import io.github.robustkafka.broker.BrokerExtension;
import io.github.robustkafka.broker.BrokerProcess;
import io.github.robustkafka.broker.TopicReader;
import io.github.robustkafka.outbox.TestRecords;
import io.github.robustkafka.outbox.WriteBatch;
import io.github.robustkafka.sqlite.Durability;
import io.github.robustkafka.sqlite.SqliteOutboxStore;
import io.github.robustkafka.sqlite.SqliteSettings;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Commands as an operator gives them: to a process of an application, with a real broker.
 */
@ExtendWith(BrokerExtension.class)
class CommandIntegrationTests {

	private static final String NO_BROKER = "127.0.0.1:1";

	@TempDir
	private Path directory;

	private Path file;

	@BeforeEach
	void nameFile() {
		this.file = this.directory.resolve("outbox.db");
	}

	private SqliteOutboxStore open() {
		return SqliteOutboxStore.open(new SqliteSettings(this.file, Durability.POWER_LOSS, Duration.ZERO, 1L << 30));
	}

	/**
	 * What an instance that is gone has left behind.
	 */
	private void leave(String topic, int records) {
		try (SqliteOutboxStore store = open()) {
			WriteBatch batch = new WriteBatch(TestRecords.APPENDED_AT);
			LongStream.rangeClosed(1, records)
				.forEach((position) -> batch.appends().add(TestRecords.pending(position, topic)));
			store.commit(batch);
		}
	}

	private Answer run(String command, String bootstrapServers, String... more) throws Exception {
		List<String> line = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED", "-cp",
				System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
				CommandMain.class.getName(), "--robust.kafka.command=" + command,
				"--robust.kafka.outbox.path=" + this.file, "--spring.kafka.bootstrap-servers=" + bootstrapServers));
		line.addAll(List.of(more));
		Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
		try {
			String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
			return new Answer(process.exitValue(), text);
		}
		finally {
			process.destroyForcibly();
		}
	}

	private record Answer(int code, String text) {
	}

	@Test
	void drainPublishesWhatADeadInstanceLeftAndStartsNothingElse(BrokerProcess broker) throws Exception {
		String topic = broker.topics().createNew("left", 1);
		leave(topic, 500);
		Answer answer = run("drain", broker.bootstrapServers());
		assertThat(answer.text()).contains("Kafka has answered for 500 records.")
			.contains("Nothing is pending any more.");
		assertThat(answer.code()).as(answer.text()).isZero();
		assertThat(TopicReader.read(broker, topic).records())
			.extracting((published) -> new String(published.value(), StandardCharsets.UTF_8))
			.containsExactlyElementsOf(LongStream.rangeClosed(1, 500).mapToObj("value %d"::formatted).toList());
		assertThat(pending()).isZero();
	}

	private long pending() throws IOException {
		try (SqliteOutboxStore store = open()) {
			return store.countPending();
		}
	}

	@Test
	void drainThatCannotReachKafkaEndsAfterItsTimeAndLosesNothing() throws Exception {
		leave("orders", 3);
		Answer answer = run("drain", NO_BROKER, "--robust.kafka.command-timeout=1s");
		assertThat(answer.text()).contains("3 records are still pending after PT1S");
		assertThat(answer.code()).isEqualTo(1);
		assertThat(pending()).isEqualTo(3);
	}

	@Test
	void drainIsRefusedWhileAnotherProcessOwnsTheOutbox() throws Exception {
		leave("orders", 3);
		try (SqliteOutboxStore owner = open()) {
			Answer answer = run("drain", NO_BROKER);
			assertThat(answer.text()).contains("is in use by process " + ProcessHandle.current().pid());
			assertThat(answer.text().lines()).as("no stack trace").hasSize(2);
			assertThat(answer.code()).isEqualTo(1);
			assertThat(owner.countPending()).isEqualTo(3);
		}
	}

	@Test
	void inspectPrintsItsReportAndNothingElse() throws Exception {
		leave("orders", 3);
		Answer answer = run("inspect", NO_BROKER);
		assertThat(answer.code()).as(answer.text()).isZero();
		assertThat(answer.text().lines()).hasSize(8).first().asString().startsWith("Outbox");
	}

}
