package io.github.robustkafka.worker;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class WorkerThreadTests {

	private final WakeUpSignal signal = new WakeUpSignal();

	@Test
	void aThrowableDoesNotEndTheThread() {
		AtomicInteger cycles = new AtomicInteger();
		WorkerThread thread = thread(new Counting(cycles) {
			@Override
			public int doWork() {
				if (super.doWork() >= 0 && cycles.get() == 1) {
					throw new OutOfMemoryError("for the test");
				}
				return 0;
			}
		});
		thread.start();
		await().until(() -> cycles.get() == 1 && thread.lastFailure() != null);
		assertThat(thread.isAlive()).isTrue();
		this.signal.signal();
		await().until(() -> cycles.get() > 1 && thread.lastFailure() == null);
		thread.close();
		assertThat(thread.isAlive()).isFalse();
	}

	@Test
	void aThrowableWhileAFailureIsHandledDoesNotEndTheThread() {
		AtomicInteger cycles = new AtomicInteger();
		WorkerThread thread = thread(new Counting(cycles) {
			@Override
			public int doWork() {
				super.doWork();
				throw new OutOfMemoryError("for the test");
			}

			@Override
			public void onFailure(Throwable failure) {
				throw new OutOfMemoryError("again");
			}
		});
		thread.start();
		await().until(() -> thread.lastFailure() != null);
		this.signal.signal();
		await().until(() -> cycles.get() > 1);
		assertThat(thread.isAlive()).isTrue();
		thread.close();
	}

	/**
	 * The JVM keeps errors ready for when memory has run out, and throws one of them
	 * again and again.
	 */
	@Test
	void theSameThrowableWhileItIsHandledDoesNotEndTheThread() {
		AtomicInteger cycles = new AtomicInteger();
		OutOfMemoryError kept = new OutOfMemoryError("for the test");
		WorkerThread thread = thread(new Counting(cycles) {
			@Override
			public int doWork() {
				super.doWork();
				throw kept;
			}

			@Override
			public void onFailure(Throwable failure) {
				throw kept;
			}
		});
		thread.start();
		await().until(() -> thread.lastFailure() != null);
		this.signal.signal();
		await().until(() -> cycles.get() > 1);
		thread.close();
	}

	@Test
	void noSignalIsLost() {
		AtomicInteger cycles = new AtomicInteger();
		AtomicInteger wanted = new AtomicInteger();
		WorkerThread thread = thread(new Worker() {
			@Override
			public int doWork() {
				cycles.set(wanted.get());
				return 0;
			}

			@Override
			public long restNanos() {
				return Duration.ofMinutes(10).toNanos();
			}
		});
		thread.start();
		for (int i = 1; i <= 100_000; i++) {
			wanted.set(i);
			this.signal.signal();
			while (cycles.get() < i) {
				Thread.onSpinWait();
			}
		}
		thread.close();
		assertThat(cycles).hasValue(100_000);
	}

	private WorkerThread thread(Worker worker) {
		return new WorkerThread("test-worker", worker, this.signal, Duration.ofSeconds(10));
	}

	private static class Counting implements Worker {

		private final AtomicInteger cycles;

		Counting(AtomicInteger cycles) {
			this.cycles = cycles;
		}

		@Override
		public int doWork() {
			return this.cycles.incrementAndGet();
		}

		@Override
		public long restNanos() {
			return Duration.ofMinutes(10).toNanos();
		}

	}

}
