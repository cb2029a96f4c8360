package io.github.robustkafka.listener;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/**
 * An application context with listeners that joins its groups, and leaves them when it is
 * closed. Runs on a thread of its own.
 */
final class Member implements AutoCloseable {

	private final CountDownLatch started = new CountDownLatch(1);

	private final CountDownLatch leave = new CountDownLatch(1);

	private final Thread thread;

	private volatile @Nullable AssertableApplicationContext context;

	private volatile @Nullable Throwable failure;

	private Member(ApplicationContextRunner runner) {
		this.thread = new Thread(() -> run(runner), "member");
		this.thread.start();
	}

	/**
	 * Starts a member; it joins some time later.
	 */
	static Member start(ApplicationContextRunner runner) throws InterruptedException {
		Member member = new Member(runner);
		if (!member.started.await(60, TimeUnit.SECONDS) || member.failure != null) {
			throw new IllegalStateException("The member did not start", member.failure);
		}
		return member;
	}

	private void run(ApplicationContextRunner runner) {
		try {
			runner.run((running) -> {
				this.failure = running.getStartupFailure();
				this.context = running;
				this.started.countDown();
				this.leave.await();
			});
		}
		catch (Throwable ex) {
			this.failure = ex;
			this.started.countDown();
		}
	}

	AssertableApplicationContext context() {
		AssertableApplicationContext present = this.context;
		if (present == null) {
			throw new IllegalStateException("Not started");
		}
		return present;
	}

	/** Begins to leave, and does not wait for the end of it. */
	void leave() {
		this.leave.countDown();
	}

	/** Leaves, and returns how long that took. */
	Duration closeTimed() throws InterruptedException {
		long start = System.nanoTime();
		leave();
		this.thread.join(TimeUnit.SECONDS.toMillis(90));
		if (this.thread.isAlive()) {
			throw new IllegalStateException("The member did not leave");
		}
		return Duration.ofNanos(System.nanoTime() - start);
	}

	@Override
	public void close() {
		try {
			closeTimed();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
