package io.github.robustkafka.sqlite;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;

import io.github.robustkafka.inbox.StoredInbox;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.github.robustkafka.inbox.Identities.id;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of what an inbox still knows after its process was killed.
 */
class InboxCrashTests {

	private static final long MAX_SIZE = 1L << 30;

	@TempDir
	private Path directory;

	@Test
	void entriesSurviveKill9() throws Exception {
		Path file = this.directory.resolve("inbox.db");
		SqliteInboxStore.open(file, MAX_SIZE, Clock.systemUTC()).close();
		List<String> added = new ArrayList<>();
		for (int round = 0; round < 3; round++) {
			added.addAll(processUntilKilled(file, round, 200 + 370 * round));
			try (StoredInbox inbox = start(file)) {
				assertThat(inbox.state().available()).isTrue();
				assertThat(inbox.state().entries()).isGreaterThanOrEqualTo(added.size());
				assertThat(added).allMatch((recordId) -> inbox.contains("payments", id(recordId)));
				assertThat(inbox.contains("payments", id("never"))).isFalse();
			}
		}
	}

	/**
	 * Lets another process add, and kills it in the midst of it.
	 * @return the ids that it said were added
	 */
	private static List<String> processUntilKilled(Path file, int round, int lines) throws Exception {
		List<String> added = new ArrayList<>();
		try (JavaProcess process = JavaProcess.start(List.of(), Listener.class, file.toString(),
				Integer.toString(round))) {
			while (added.size() < lines) {
				added.add(process.nextLine());
			}
			process.kill();
			added.addAll(process.remainingLines());
		}
		// The last line may be cut.
		added.remove(added.size() - 1);
		return added;
	}

	private static StoredInbox start(Path file) {
		return StoredInbox.start(() -> SqliteInboxStore.open(file, MAX_SIZE, Clock.systemUTC()), MAX_SIZE,
				Clock.systemUTC());
	}

	/**
	 * Adds record after record, up to 64 at a time, and tells the id of each that was
	 * added.
	 */
	static final class Listener {

		public static void main(String[] arguments) throws InterruptedException {
			PrintStream answer = JavaProcess.answer();
			String prefix = (arguments.length > 1) ? arguments[1] : "id";
			Semaphore inFlight = new Semaphore(64);
			try (StoredInbox inbox = start(Path.of(arguments[0]))) {
				for (int i = 0; i < 1_000_000; i++) {
					String recordId = prefix + "-" + i;
					inFlight.acquire();
					inbox.add("payments", id(recordId), Duration.ofDays(1), () -> {
						answer.println(recordId);
						inFlight.release();
					});
				}
			}
		}

	}

}
