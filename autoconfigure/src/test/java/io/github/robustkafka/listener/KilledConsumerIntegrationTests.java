package io.github.robustkafka.listener;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.robustkafka.broker.BrokerExtension;
import io.github.robustkafka.broker.BrokerProcess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A listener's process is killed with SIGKILL again and again while it handles records.
 */
@ExtendWith(BrokerExtension.class)
class KilledConsumerIntegrationTests {

	private static final Logger logger = LoggerFactory.getLogger(KilledConsumerIntegrationTests.class);

	private static final int KILLS = Integer.getInteger("robust.kills.listener", 1);

	private static final int RECORDS = 1500 * (KILLS + 1);

	/** Handler calls at one time, and those that wait for their mark's commit. */
	private static final int UNMARKED = 64 + 500;

	private final Random random = new Random();

	@TempDir
	private Path directory;

	@ParameterizedTest(name = "inbox {0}")
	@ValueSource(booleans = { true, false })
	void everyRecordIsHandledHoweverOftenTheListenerIsKilled(boolean inbox, BrokerProcess broker) throws Exception {
		String topic = broker.topics().createNew("killed", 4);
		Path log = this.directory.resolve("handled.log");
		Files.createFile(log);
		try (Producing producing = new Producing(broker)) {
			for (int i = 0; i < RECORDS; i++) {
				producing.send(topic, "k" + i % 40, Integer.toString(i));
			}
		}
		for (int kill = 0; kill < KILLS; kill++) {
			handleAndKill(start(broker, topic, log, inbox), log);
		}
		Process last = start(broker, topic, log, inbox);
		try (CommittedOffsets offsets = new CommittedOffsets(broker)) {
			await().atMost(Duration.ofSeconds(60)).until(() -> offsets.sum("payments", topic) == RECORDS);
			await().atMost(Duration.ofSeconds(60)).until(() -> distinct(log) == RECORDS);
		}
		finally {
			last.destroyForcibly().waitFor();
		}
		int duplicates = Files.readAllLines(log).size() - RECORDS;
		logger.info("Inbox {}: {} kills, {} records, {} handled twice", inbox, KILLS, RECORDS, duplicates);
		if (inbox) {
			assertThat(duplicates).as("handled, but not marked when it was killed")
				.isLessThanOrEqualTo(KILLS * UNMARKED);
		}
	}

	private void handleAndKill(Process listener, Path log) throws Exception {
		try {
			int before = Files.readAllLines(log).size();
			await().atMost(Duration.ofSeconds(30))
				.pollInterval(Duration.ofMillis(10))
				.until(() -> !listener.isAlive() || Files.readAllLines(log).size() > before + 50);
			listener.waitFor(this.random.nextInt(600), TimeUnit.MILLISECONDS);
			assertThat(listener.isAlive()).as("the listener runs until it is killed").isTrue();
		}
		finally {
			listener.destroyForcibly().waitFor();
		}
	}

	private static int distinct(Path log) throws IOException {
		List<String> lines = Files.readAllLines(log);
		return new HashSet<>(lines).size();
	}

	private Process start(BrokerProcess broker, String topic, Path log, boolean inbox) throws IOException {
		String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
		String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
		return new ProcessBuilder(java, "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
				"--enable-native-access=ALL-UNNAMED", "-cp", classPath, ListenerMain.class.getName(),
				this.directory.toString(), broker.bootstrapServers(), topic, log.toString(), Boolean.toString(inbox))
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(new File(this.directory.toFile(), "listener.log")))
			.start();
	}

}
