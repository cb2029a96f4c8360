package io.github.robustkafka.proof;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.github.robustkafka.inbox.RecordIdentity;
import io.github.robustkafka.inbox.StoredInbox;
import io.github.robustkafka.proof.Answers.Event;
import io.github.robustkafka.sqlite.SqliteInboxStore;

/**
 * An inbox in a file with its thread, as a listener uses it. Every second id is added,
 * the ones in between never are: who is told that such a record was processed leaves it
 * out, and it is lost.
 */
final class InboxUnderTest implements AutoCloseable {

	static final String NAME = "inbox.db";

	/**
	 * All its listeners have this id.
	 */
	static final String LISTENER = "payments";

	private static final long MAX_SIZE = 1 << 20;

	private static final long TIMEOUT = TimeUnit.SECONDS.toNanos(30);

	private static final long ID_SEED = 0x0190_0000_0000_7000L;

	private final StoredInbox inbox;

	private final Answers answers;

	InboxUnderTest(Path file, Answers answers) {
		this.inbox = start(file);
		this.answers = answers;
	}

	static StoredInbox start(Path file) {
		return StoredInbox.start(() -> SqliteInboxStore.open(file, MAX_SIZE, Clock.systemUTC()), MAX_SIZE,
				Clock.systemUTC());
	}

	/**
	 * Ids as the product makes them, with a counter in the middle: those of two records
	 * that were sent one after the other differ in one character.
	 */
	private static RecordIdentity id(int number) {
		UUID id = new UUID(ID_SEED, 0x8000_0000_0000_0000L | ((long) number << 42) | 0x2f1_7a3b_5c9dL);
		return new RecordIdentity.Id("orders", id.toString());
	}

	/**
	 * Every other record has no id, and lies between two that are never added.
	 */
	private static RecordIdentity identity(int number, int neighbour) {
		int one = 2 * number + neighbour;
		return (number % 2 == 0) ? id(one) : new RecordIdentity.Place("orders", 1, one, 1_700_000_000_000L + number);
	}

	/**
	 * The id next to it that is never added.
	 */
	static RecordIdentity neverAdded(int number) {
		return identity(number, 1);
	}

	static RecordIdentity added(int number) {
		return identity(number, 0);
	}

	/**
	 * Does what listeners do: several at a time, each of which goes on when its addition
	 * is answered.
	 */
	void process(int first, int count, int together) {
		for (int done = 0; done < count; done += together) {
			CountDownLatch answered = new CountDownLatch(together);
			for (int i = 0; i < together; i++) {
				int number = first + done + i;
				if (this.inbox.contains(LISTENER, neverAdded(number))) {
					this.answers.tell(Event.UNTYPED, "skipped", number);
				}
				this.answers.tell(Event.ADD, number);
				this.inbox.add(LISTENER, added(number), Duration.ofDays(1), () -> {
					this.answers.tell(Event.ADDED, number);
					answered.countDown();
				});
			}
			await(answered);
		}
	}

	private void await(CountDownLatch answered) {
		try {
			if (!answered.await(TIMEOUT, TimeUnit.NANOSECONDS)) {
				this.answers.tell(Event.UNTYPED, "handler held up");
			}
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Waits until the inbox works.
	 */
	void awaitAvailable() {
		long deadline = System.nanoTime() + TIMEOUT;
		while (!this.inbox.state().available()) {
			if (System.nanoTime() - deadline > 0) {
				this.answers.tell(Event.UNTYPED, "not available on a sound disk:", this.inbox.state().lastError());
				return;
			}
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
		}
	}

	boolean isAvailable() {
		return this.inbox.state().available();
	}

	@Override
	public void close() {
		this.inbox.close();
	}

}
