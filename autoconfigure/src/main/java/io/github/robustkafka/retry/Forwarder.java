package io.github.robustkafka.retry;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends records to retry topics and dead-letter topics, and tries again until the broker
 * has them, however long it takes. Never blocks the caller; safe for use by many threads.
 * What is on its way when it is closed is given up; its offset was not committed, so it
 * is delivered and forwarded again.
 */
public final class Forwarder implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(Forwarder.class);

	private static final long FIRST_DELAY_MILLIS = 100;

	private static final long LONGEST_DELAY_MILLIS = 2_000;

	private static final int DOUBLINGS = 9;

	private static final int WARMING_UP = 4;

	/** After these the same producer goes on. */
	private static final Set<Class<? extends Exception>> HARMLESS = Set.of(RecordTooLargeException.class,
			RecordBatchTooLargeException.class, InvalidTopicException.class, TopicAuthorizationException.class);

	private final Supplier<Producer<byte[], byte[]>> source;

	private final Consumer<Producer<byte[], byte[]>> whenUnused;

	private final ScheduledExecutorService timer;

	/** How many records each of them does not take. */
	private final Map<String, Integer> failingTopics = new ConcurrentHashMap<>();

	private @Nullable Producer<byte[], byte[]> producer;

	private volatile boolean closed;

	/**
	 * Creates a forwarder, and no producer yet.
	 * @param source creates producers that wait for all replicas and never block
	 * @param whenUnused is told of each of them that is not used any more, before there
	 * is another one
	 * @param timer for delays
	 */
	public Forwarder(Supplier<Producer<byte[], byte[]>> source, Consumer<Producer<byte[], byte[]>> whenUnused,
			ScheduledExecutorService timer) {
		this.source = source;
		this.whenUnused = whenUnused;
		this.timer = timer;
	}

	void forward(Forward forward) {
		if (this.closed) {
			return;
		}
		ProducerRecord<byte[], byte[]> record = forward.record();
		Producer<byte[], byte[]> current = null;
		try {
			current = producer();
			Producer<byte[], byte[]> used = current;
			used.send(record, (metadata, failure) -> answered(forward, record, used, failure));
		}
		catch (RuntimeException ex) {
			failed(forward, record, current, ex);
		}
	}

	private synchronized Producer<byte[], byte[]> producer() {
		if (this.closed) {
			throw new IllegalStateException("The forwarder is closed");
		}
		Producer<byte[], byte[]> present = this.producer;
		if (present == null) {
			present = this.source.get();
			this.producer = present;
		}
		return present;
	}

	private void answered(Forward forward, ProducerRecord<byte[], byte[]> record, Producer<byte[], byte[]> used,
			@Nullable Exception failure) {
		if (failure != null) {
			failed(forward, record, used, failure);
			return;
		}
		if (endsFailing(forward)) {
			logger.info("Topic '{}' takes records again.", record.topic());
		}
		forward.acknowledged();
	}

	/** Whether nothing else waits for the topic that did not take it. */
	private boolean endsFailing(Forward forward) {
		String topic = forward.notTakenBy();
		return topic != null
				&& this.failingTopics.computeIfPresent(topic, (name, count) -> (count > 1) ? count - 1 : null) == null;
	}

	/** Whether it is the first one that the topic does not take. */
	private boolean beginsFailing(Forward forward, String topic) {
		if (forward.notTakenBy() != null) {
			return false;
		}
		forward.setNotTakenBy(topic);
		return this.failingTopics.merge(topic, 1, Integer::sum) == 1;
	}

	private void failed(Forward forward, ProducerRecord<byte[], byte[]> record, @Nullable Producer<byte[], byte[]> used,
			Exception failure) {
		if (this.closed) {
			return;
		}
		int failures = forward.failed(failure instanceof RecordTooLargeException);
		// A new producer has to learn first where a topic is.
		boolean expected = failure instanceof TimeoutException && failures < WARMING_UP;
		if (!expected && beginsFailing(forward, record.topic())) {
			logger.warn(
					"Topic '{}' does not take a record from a listener: {}. It is tried again until it does; the original stays uncommitted.",
					record.topic(), failure.toString());
		}
		if (used != null && isFatal(failure)) {
			replace(used);
		}
		long delay = Math.min(LONGEST_DELAY_MILLIS, FIRST_DELAY_MILLIS << Math.min(DOUBLINGS, failures - 1));
		if (failures >= WARMING_UP && used != null && isTooFarRight(record, used)) {
			forward.takeAnyPartition();
		}
		this.timer.schedule(() -> again(forward), delay, TimeUnit.MILLISECONDS);
	}

	private void again(Forward forward) {
		if (!forward.goesOn()) {
			endsFailing(forward);
			return;
		}
		try {
			forward(forward);
		}
		catch (RuntimeException ex) {
			logger.error("A record could not be forwarded because of a defect. It is tried again.", ex);
			this.timer.schedule(() -> again(forward), LONGEST_DELAY_MILLIS, TimeUnit.MILLISECONDS);
		}
	}

	/** Whether the topic does not have the record's partition (any more). */
	private static boolean isTooFarRight(ProducerRecord<byte[], byte[]> record, Producer<byte[], byte[]> producer) {
		Integer partition = record.partition();
		try {
			return partition != null && partition >= producer.partitionsFor(record.topic()).size();
		}
		catch (RuntimeException ex) {
			// Not known now; the producer never waits.
			return false;
		}
	}

	/**
	 * Topics that do not take records now.
	 * @return names of topics
	 */
	public Set<String> failingTopics() {
		return Set.copyOf(this.failingTopics.keySet());
	}

	private static boolean isFatal(Exception failure) {
		boolean recordOnly = failure instanceof RetriableException || HARMLESS.contains(failure.getClass());
		return !recordOnly || failure instanceof ClusterAuthorizationException;
	}

	private void replace(Producer<byte[], byte[]> broken) {
		synchronized (this) {
			if (this.producer != broken) {
				return;
			}
			this.producer = null;
			this.whenUnused.accept(broken);
		}
		// Not on Kafka's own thread, which it would wait for.
		this.timer.execute(() -> broken.close(Duration.ZERO));
	}

	/**
	 * Gives up what is on its way. Idempotent, does not wait for the broker.
	 */
	@Override
	public void close() {
		Producer<byte[], byte[]> last;
		synchronized (this) {
			this.closed = true;
			last = this.producer;
			this.producer = null;
		}
		if (last != null) {
			this.whenUnused.accept(last);
			last.close(Duration.ZERO);
		}
	}

}
