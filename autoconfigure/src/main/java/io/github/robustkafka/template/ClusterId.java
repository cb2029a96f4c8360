package io.github.robustkafka.template;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The id of the cluster, asked for beside the hot path: until the broker has answered it
 * is null, and no send waits for it.
 */
final class ClusterId {

	private static final Logger logger = LoggerFactory.getLogger(ClusterId.class);

	private static final long RETRY = TimeUnit.SECONDS.toNanos(10);

	private final AtomicBoolean asking = new AtomicBoolean();

	private volatile @Nullable String value;

	private volatile long askAt = System.nanoTime();

	@Nullable String get(Supplier<@Nullable String> broker) {
		if (this.value == null && System.nanoTime() - this.askAt >= 0 && this.asking.compareAndSet(false, true)) {
			Thread thread = new Thread(() -> ask(broker), "robust-kafka-cluster-id");
			thread.setDaemon(true);
			thread.start();
		}
		return this.value;
	}

	private void ask(Supplier<@Nullable String> broker) {
		try {
			this.value = broker.get();
		}
		catch (RuntimeException ex) {
			logger.debug("The cluster id could not be had; it is asked for again later.", ex);
		}
		finally {
			this.askAt = System.nanoTime() + RETRY;
			this.asking.set(false);
		}
	}

}
