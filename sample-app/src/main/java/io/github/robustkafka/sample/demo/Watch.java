package io.github.robustkafka.sample.demo;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Waits for something to happen, and meanwhile shows the progress and starts the sender
 * again whenever it was killed. Gives up when nothing moves for a minute.
 */
final class Watch {

	private static final Duration STEP = Duration.ofMillis(100);

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	private final Screen screen;

	private final SenderProcess sender;

	private final SenderCommand command;

	private final Supplier<Progress> progress;

	private final Clock clock;

	private long movement;

	private Instant movedAt;

	Watch(Screen screen, SenderProcess sender, SenderCommand command, Supplier<Progress> progress, Clock clock) {
		this.screen = screen;
		this.sender = sender;
		this.command = command;
		this.progress = progress;
		this.clock = clock;
		this.movedAt = clock.instant();
	}

	/**
	 * Waits.
	 * @throws StoryBrokenException if that makes no sense any more
	 * @throws CancellationException if the application ends
	 */
	void until(Predicate<Progress> reached) {
		this.movedAt = this.clock.instant();
		Progress now = this.progress.get();
		while (!reached.test(now)) {
			if (this.sender.isClosed()) {
				throw new CancellationException();
			}
			if (this.sender.ensureRunning(this.command)) {
				this.screen.say(Words.RESTARTED.formatted(this.sender.pid()));
			}
			if (now.robust().sent() > 0) {
				this.screen.show(now);
			}
			giveUpWhenNothingMoves(now);
			LockSupport.parkNanos(this, STEP.toNanos());
			now = this.progress.get();
		}
	}

	private void giveUpWhenNothingMoves(Progress now) {
		Instant time = this.clock.instant();
		if (now.movement() != this.movement) {
			this.movement = now.movement();
			this.movedAt = time;
		}
		else if (Duration.between(this.movedAt, time).compareTo(PATIENCE) > 0) {
			throw new StoryBrokenException("nothing has moved for %d s; the sender's log is %s"
				.formatted(PATIENCE.toSeconds(), this.command.folder().senderLog()));
		}
	}

	/**
	 * Waits for work that goes on in another thread.
	 */
	void untilDone(String what, CompletableFuture<?> work) {
		until((now) -> work.isDone());
		try {
			work.join();
		}
		catch (CompletionException ex) {
			throw new StoryBrokenException(what + " failed: " + ex.getCause());
		}
	}

	/** Shows how far it has come, in full, at the end of an act. */
	void sum() {
		this.screen.say(this.progress.get().text());
	}

}
