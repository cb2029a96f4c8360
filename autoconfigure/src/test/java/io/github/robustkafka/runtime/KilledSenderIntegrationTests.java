package io.github.robustkafka.runtime;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.robustkafka.broker.BrokerExtension;
import io.github.robustkafka.broker.BrokerProcess;
import io.github.robustkafka.broker.DeliveryReport;
import io.github.robustkafka.broker.SentRecord;
import io.github.robustkafka.broker.TopicReader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A sender is killed with SIGKILL again and again while it sends to a real broker.
 */
@ExtendWith(BrokerExtension.class)
class KilledSenderIntegrationTests {

	private static final Logger logger = LoggerFactory.getLogger(KilledSenderIntegrationTests.class);

	private static final int KILLS = Integer.getInteger("robust.kills", 2);

	/**
	 * So many that the store packs what they send at a time into blocks.
	 */
	private static final int SENDERS = 40;

	/**
	 * As many records are accepted before each kill.
	 */
	private static final int LEAST_RECORDS = 200;

	private static final long STEP = 1_000_000;

	private static final int WINDOW = 10_000;

	@TempDir
	private Path directory;

	@Test
	void whatWasAcceptedIsDeliveredInOrderHoweverOftenTheSenderIsKilled(BrokerProcess broker) throws Exception {
		String topic = broker.topics().createNew("killed", 3);
		Path database = this.directory.resolve("outbox.db");
		Path log = this.directory.resolve("accepted.log");
		long seed = System.nanoTime();
		Random random = new Random(seed);
		for (int kill = 0; kill < KILLS; kill++) {
			sendAndKill(broker, topic, database, log, kill, random);
		}
		Path outcomes = this.directory.resolve("accepted.log.outcomes");
		drain(broker, database, outcomes);
		List<SentRecord> accepted = records(log);
		DeliveryReport report = TopicReader.compare(broker, topic, withUnanswered(broker, topic, accepted));
		logger.info("Seed {}: {} kills, {} accepted, {}", seed, KILLS, accepted.size(), report);
		assertThat(accepted.size()).as("enough was sent").isGreaterThanOrEqualTo(LEAST_RECORDS * KILLS);
		assertThat(report.lost()).as("lost").isEmpty();
		assertThat(new HashSet<>(records(outcomes))).as("outcomes told to the listener").containsAll(accepted);
		assertThat(report.reordered()).as("reordered").isEmpty();
		assertThat(report.duplicates().size()).as("duplicates").isLessThanOrEqualTo(KILLS * WINDOW);
	}

	private void sendAndKill(BrokerProcess broker, String topic, Path database, Path log, int kill, Random random)
			throws IOException, InterruptedException {
		long before = count(log);
		Process sender = start(broker, topic, database, log, kill * STEP);
		try {
			await().atMost(Duration.ofSeconds(30))
				.pollInterval(Duration.ofMillis(20))
				.until(() -> !sender.isAlive() || count(log) >= before + LEAST_RECORDS);
			sender.waitFor(50 + random.nextInt(200), TimeUnit.MILLISECONDS);
			assertThat(sender.isAlive()).as("the sender runs until it is killed").isTrue();
		}
		finally {
			sender.destroyForcibly().waitFor();
		}
	}

	private static long count(Path log) throws IOException {
		if (!Files.exists(log)) {
			return 0;
		}
		try (Stream<String> lines = Files.lines(log)) {
			return lines.count();
		}
	}

	private Process start(BrokerProcess broker, String topic, Path database, Path log, long first) throws IOException {
		String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
		String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
		return new ProcessBuilder(java, "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
				"--enable-native-access=ALL-UNNAMED", "-cp", classPath, SenderMain.class.getName(), database.toString(),
				broker.bootstrapServers(), topic, log.toString(), Long.toString(first))
			.redirectErrorStream(true)
			.redirectOutput(new File(this.directory.toFile(), "sender-" + first + ".log"))
			.start();
	}

	private static void drain(BrokerProcess broker, Path database, Path outcomes) {
		try (RunningOutbox outbox = RunningOutbox.open(database, broker.clientProperties(), new OutcomeLog(outcomes))) {
			await().atMost(Duration.ofSeconds(60)).until(() -> outbox.outbox().writer().pending() == 0);
		}
	}

	private static List<SentRecord> records(Path log) throws IOException {
		List<SentRecord> records = new ArrayList<>();
		for (String line : Files.readAllLines(log)) {
			String[] parts = line.split(" ");
			records.add(new SentRecord(parts[0], Long.parseLong(parts[1])));
		}
		return records;
	}

	/**
	 * A record may be journaled and its sender killed before it could write that down: at
	 * most one for each thread and kill, and the next of its key.
	 */
	private static List<SentRecord> withUnanswered(BrokerProcess broker, String topic, List<SentRecord> accepted) {
		Set<SentRecord> known = new HashSet<>(accepted);
		List<SentRecord> all = new ArrayList<>(accepted);
		List<SentRecord> unanswered = TopicReader.read(broker, topic)
			.compareWith(accepted)
			.unknown()
			.stream()
			.distinct()
			.toList();
		assertThat(unanswered).hasSizeLessThanOrEqualTo(KILLS * SENDERS)
			.allMatch((record) -> record.sequence() % STEP == 0
					|| known.contains(new SentRecord(record.key(), record.sequence() - 1)));
		all.addAll(unanswered);
		all.sort(Comparator.comparingLong(SentRecord::sequence));
		return all;
	}

}
