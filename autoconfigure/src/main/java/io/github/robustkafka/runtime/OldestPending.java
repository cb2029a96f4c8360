package io.github.robustkafka.runtime;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

import io.github.robustkafka.outbox.OutboxStore;
import io.github.robustkafka.outbox.TopicBacklog;

/**
 * Since when the oldest record is pending. The store is asked once a second at most,
 * however many ask, with one step in an index for each topic. Safe for use by many
 * threads.
 */
final class OldestPending {

	private static final long FRESH = TimeUnit.SECONDS.toNanos(1);

	private final OutboxStore store;

	private final LongSupplier pending;

	private final LongSupplier nanoTime;

	private volatile @Nullable Look last;

	OldestPending(OutboxStore store, LongSupplier pending, LongSupplier nanoTime) {
		this.store = store;
		this.pending = pending;
		this.nanoTime = nanoTime;
	}

	/**
	 * How old it is.
	 * @param now the time, in milliseconds since the epoch
	 */
	Duration age(long now) {
		if (this.pending.getAsLong() == 0) {
			return Duration.ZERO;
		}
		OptionalLong oldest = look().oldest();
		return oldest.isPresent() ? Duration.ofMillis(Math.max(0, now - oldest.getAsLong())) : Duration.ZERO;
	}

	private Look look() {
		Look look = this.last;
		long time = this.nanoTime.getAsLong();
		if (look == null || time - look.time() >= FRESH) {
			look = new Look(time,
					this.store.findPendingTopics(0).stream().mapToLong(TopicBacklog::oldestAppendedAt).min());
			this.last = look;
		}
		return look;
	}

	private record Look(long time, OptionalLong oldest) {
	}

}
