package io.github.robustkafka.sqlite;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;

import io.github.robustkafka.outbox.PendingPage;
import io.github.robustkafka.outbox.TestRecords;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of what is left when the process of the store is killed.
 */
class CrashTests {

	@TempDir
	private Path directory;

	@ParameterizedTest
	@EnumSource
	void everyCommitThatReturnedSurvivesTheDeathOfTheProcess(Durability durability) throws Exception {
		Path file = this.directory.resolve("outbox.db");
		TestOutbox.open(file).close();
		long expected = 0;
		for (int round = 0; round < 5; round++) {
			expected = appendUntilKilled(file, durability, expected, 50 + 37 * round);
			try (SqliteOutboxStore store = TestOutbox.open(file)) {
				PendingPage page = TestOutbox.read(store);
				long last = store.lastPosition();
				assertThat(last).isBetween(expected, expected + 2);
				assertThat(page.corrupt()).isEmpty();
				assertThat(TestOutbox.positions(page)).isEqualTo(LongStream.rangeClosed(1, last).boxed().toList());
				expected = last;
			}
		}
	}

	/**
	 * Lets another process append and kills it in the midst of it.
	 * @return the last position that it said was committed
	 */
	private static long appendUntilKilled(Path file, Durability durability, long before, int lines) throws Exception {
		try (JavaProcess process = JavaProcess.start(List.of(), Appender.class, file.toString(), durability.name())) {
			for (int line = 0; line < lines; line++) {
				assertThat(process.nextLine()).isEqualTo(Long.toString(before + line + 1));
			}
			process.kill();
			List<String> more = process.remainingLines();
			return before + lines + more.size();
		}
	}

	/**
	 * Appends records one by one and tells the position of each that is committed.
	 */
	static final class Appender {

		public static void main(String[] arguments) {
			PrintStream answer = JavaProcess.answer();
			SqliteSettings settings = new SqliteSettings(Path.of(arguments[0]), Durability.valueOf(arguments[1]),
					Duration.ZERO, 1L << 20);
			try (SqliteOutboxStore store = SqliteOutboxStore.open(settings)) {
				for (long position = store.lastPosition() + 1; position < 1_000_000; position++) {
					TestOutbox.append(store, List.of(TestRecords.sized(position, TestOutbox.TOPIC, 3000)));
					answer.println(position);
				}
			}
		}

	}

}
