package io.github.robustkafka.proof;

import java.nio.file.Path;
import java.util.Random;

import io.github.robustkafka.sqlite.Durability;
import io.github.robustkafka.sqlite.SqliteOutboxStore;

/**
 * The process that is killed: opens an outbox, works, closes it.
 */
final class SenderProcess {

	private SenderProcess() {
	}

	/**
	 * Arguments: file, durability, number of the first record, seed, steps, whether to
	 * answer early.
	 */
	public static void main(String[] arguments) {
		Answers answers = new Answers(0);
		SqliteOutboxStore store = SqliteOutboxStore
			.open(StoredRecords.settings(Path.of(arguments[0]), Durability.valueOf(arguments[1])));
		try (OutboxUnderTest outbox = new OutboxUnderTest(store, Integer.parseInt(arguments[2]),
				OutboxUnderTest.Mode.valueOf(arguments[5]), answers)) {
			outbox.work(new Random(Long.parseLong(arguments[3])), Integer.parseInt(arguments[4]));
		}
		answers.tell(Answers.Event.NOTE);
	}

}
