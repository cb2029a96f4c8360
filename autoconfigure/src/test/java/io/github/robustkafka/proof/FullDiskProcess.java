package io.github.robustkafka.proof;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import io.github.robustkafka.proof.Answers.Event;
import io.github.robustkafka.proof.OutboxUnderTest.Mode;
import io.github.robustkafka.sqlite.Durability;
import io.github.robustkafka.sqlite.SqliteOutboxStore;
import io.github.robustkafka.sqlite.SqliteSettings;

/**
 * The process whose disk is full: sends until it is refused and on, has records
 * acknowledged while the disk is full, waits until its parent has made room, and works
 * on.
 */
final class FullDiskProcess {

	/**
	 * More than the disk has, and so large that the write-ahead log takes a good part of
	 * the disk.
	 */
	private static final long MAX_SIZE = 16L << 20;

	private static final int TOGETHER = 20;

	private static final int AT_MOST = 20_000;

	private static final int REFUSED = 30;

	private FullDiskProcess() {
	}

	/**
	 * Argument: file. Says NOTE with a number when the disk is full, the number of
	 * records that were acknowledged durably since; then waits for a line, and ends with
	 * END.
	 */
	public static void main(String[] arguments) throws IOException {
		Answers answers = new Answers(0);
		SqliteOutboxStore store = SqliteOutboxStore
			.open(new SqliteSettings(Path.of(arguments[0]), Durability.POWER_LOSS, Duration.ZERO, MAX_SIZE));
		try (OutboxUnderTest outbox = new OutboxUnderTest(store, MAX_SIZE, 0, Mode.BROKER_AWAY, answers)) {
			int sent = 0;
			while (outbox.send(TOGETHER) && sent < AT_MOST) {
				sent += TOGETHER;
			}
			for (int i = 0; i < REFUSED; i++) {
				outbox.send(1);
				pause();
			}
			outbox.brokerReturns();
			await(Duration.ofSeconds(3), () -> {
				outbox.publish();
				return outbox.writer().committedOutcomes() > Oracle.WINDOW;
			});
			answers.tell(Event.NOTE, outbox.writer().committedOutcomes());
			System.in.read();
			boolean healed = await(Duration.ofSeconds(30), () -> {
				outbox.publish();
				outbox.resolve();
				return outbox.send(1) && outbox.unknown() == 0 && outbox.writer().waitingChanges() == 0;
			});
			int accepted = outbox.accepted();
			for (int i = 0; healed && i < REFUSED; i++) {
				outbox.send(1);
				outbox.publish();
			}
			answers.tell(Event.END, 1, outbox.accepted() - accepted);
		}
	}

	private static boolean await(Duration atMost, BooleanSupplier condition) {
		long deadline = System.nanoTime() + atMost.toNanos();
		while (!condition.getAsBoolean()) {
			if (System.nanoTime() - deadline > 0) {
				return false;
			}
			pause();
		}
		return true;
	}

	private static void pause() {
		LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
	}

}
