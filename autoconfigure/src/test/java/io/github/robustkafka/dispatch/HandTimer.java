package io.github.robustkafka.dispatch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import io.github.robustkafka.inbox.SettableClock;

/**
 * A timer whose time passes when the test says so, together with a clock.
 */
public final class HandTimer extends AbstractExecutorService implements ScheduledExecutorService {

	private final SettableClock clock;

	private final List<Entry> entries = new ArrayList<>();

	private long now;

	private boolean shutdown;

	public HandTimer(SettableClock clock) {
		this.clock = clock;
	}

	/**
	 * Lets time pass, and runs what is due meanwhile, each at its time.
	 * @param time how much
	 */
	public void advance(Duration time) {
		long end = this.now + time.toMillis();
		Entry next = firstUntil(end);
		while (next != null) {
			this.entries.remove(next);
			moveTo(Math.max(this.now, next.at));
			next.run();
			next = firstUntil(end);
		}
		moveTo(end);
	}

	private void moveTo(long at) {
		this.clock.advance(Duration.ofMillis(at - this.now));
		this.now = at;
	}

	private @org.jspecify.annotations.Nullable Entry firstUntil(long end) {
		return this.entries.stream()
			.filter((entry) -> entry.at <= end)
			.min(Comparator.comparingLong((entry) -> entry.at))
			.orElse(null);
	}

	/**
	 * Returns how many tasks wait.
	 * @return number of tasks
	 */
	public int waiting() {
		return this.entries.size();
	}

	@Override
	public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
		if (this.shutdown) {
			throw new RejectedExecutionException("shut down");
		}
		Entry entry = new Entry(command, this.now + unit.toMillis(delay));
		this.entries.add(entry);
		return entry;
	}

	@Override
	public void execute(Runnable command) {
		schedule(command, 0, TimeUnit.MILLISECONDS);
	}

	@Override
	public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
		throw new UnsupportedOperationException();
	}

	@Override
	public ScheduledFuture<?> scheduleAtFixedRate(Runnable command, long initialDelay, long period, TimeUnit unit) {
		throw new UnsupportedOperationException();
	}

	@Override
	public ScheduledFuture<?> scheduleWithFixedDelay(Runnable command, long initialDelay, long delay, TimeUnit unit) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void shutdown() {
		this.shutdown = true;
	}

	@Override
	public List<Runnable> shutdownNow() {
		this.shutdown = true;
		return List.of();
	}

	@Override
	public boolean isShutdown() {
		return this.shutdown;
	}

	@Override
	public boolean isTerminated() {
		return this.shutdown;
	}

	@Override
	public boolean awaitTermination(long timeout, TimeUnit unit) {
		return true;
	}

	private static final class Entry extends FutureTask<Object> implements ScheduledFuture<Object> {

		private final long at;

		private final Runnable command;

		private Entry(Runnable command, long at) {
			super(command, "");
			this.command = command;
			this.at = at;
		}

		@Override
		public void run() {
			this.command.run();
		}

		@Override
		public long getDelay(TimeUnit unit) {
			return unit.convert(this.at, TimeUnit.MILLISECONDS);
		}

		@Override
		public int compareTo(Delayed other) {
			return Long.compare(this.at, other.getDelay(TimeUnit.MILLISECONDS));
		}

	}

}
